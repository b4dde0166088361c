package io.notifyflow.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The plans on offer: {@code notifyflow.plans.<name>.monthly-events}, {@code .categories},
 * {@code .requests-per-second} and so on, as in {@link Limits}.
 *
 * @param plans by name in lower case; a missing limit means no limit
 */
@ConfigurationProperties("notifyflow")
public record PlanSettings(Map<String, Limits> plans) {

    /**
     * Limits of one plan; null for none.
     *
     * @param people          with those who are invited
     * @param trialsPerMinute of rules, of the whole account
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Limits(
            @Nullable Long monthlyEvents,
            @Nullable Integer categories,
            @Nullable Integer requestsPerSecond,
            @Nullable Integer sources,
            @Nullable Integer destinations,
            @Nullable Integer rules,
            @Nullable Integer keys,
            @Nullable Integer people,
            @Nullable Integer trialsPerMinute) {}

    static final Map<String, Limits> DEFAULTS = Map.of(
            "free", new Limits(100L, 3, 10, 10, 10, 20, 10, 5, 10),
            "pro", new Limits(1000L, 10, 50, 100, 100, 100, 50, 50, 60),
            "unlimited", new Limits(null, null, null, null, null, null, null, null, null));

    public PlanSettings {
        var all = new java.util.HashMap<>(DEFAULTS);
        if (plans != null) {
            plans.forEach((name, limits) -> all.put(name.toLowerCase(Locale.ROOT), limits));
        }
        plans = Map.copyOf(all);
    }

    /**
     * @throws IllegalArgumentException for a plan that is not configured
     */
    public Plan plan(String name) {
        Limits limits = limits(name);
        return new Plan(
                name,
                limits.monthlyEvents() == null ? Plan.UNLIMITED : limits.monthlyEvents(),
                limits.categories() == null ? Integer.MAX_VALUE : limits.categories(),
                limits.requestsPerSecond(),
                limits.trialsPerMinute());
    }

    /**
     * @throws IllegalArgumentException for a plan that is not configured
     */
    public Limits limits(String name) {
        Limits limits = plans.get(name.toLowerCase(Locale.ROOT));
        if (limits == null) {
            throw new IllegalArgumentException("There is no plan \"" + name + "\"; the plans are " + plans.keySet()
                    + ". Add it as notifyflow.plans." + name + ".monthly-events.");
        }
        return limits;
    }
}

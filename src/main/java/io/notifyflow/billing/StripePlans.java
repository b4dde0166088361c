package io.notifyflow.billing;

import io.notifyflow.account.Plan;
import io.notifyflow.account.PlanSettings;
import io.notifyflow.account.UnusableSetting;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Which plan a price buys, and which of two plans holds more. */
@Component
class StripePlans {

    private static final Comparator<Plan> SIZE =
            Comparator.comparingLong(Plan::monthlyEvents).thenComparingInt(Plan::categories);

    private final Map<String, StripeSettings.Prices> prices;
    private final PlanSettings plans;

    StripePlans(StripeSettings settings, PlanSettings plans) {
        this.prices = settings.prices();
        this.plans = plans;
        prices.keySet().forEach(this::requirePlan);
    }

    private void requirePlan(String name) {
        if (find(name).isEmpty()) {
            throw new UnusableSetting(
                    "NOTIFYFLOW_STRIPE_PRICES_" + name.toUpperCase(Locale.ROOT)
                            + "_… is the price of a plan that does not exist; the plans are "
                            + new TreeSet<>(plans.plans().keySet()) + ".",
                    "Correct the name, or add the plan as NOTIFYFLOW_PLANS_" + name.toUpperCase(Locale.ROOT)
                            + "_MONTHLYEVENTS.");
        }
    }

    private Optional<Plan> find(String name) {
        return plans.plans().containsKey(name.toLowerCase(Locale.ROOT))
                ? Optional.of(plans.plan(name))
                : Optional.empty();
    }

    boolean exists(String name) {
        return find(name).isPresent();
    }

    /** The plan that this recurring price buys. */
    Optional<String> bySubscriptionPrice(@Nullable String price) {
        return prices.entrySet().stream()
                .filter(entry -> price != null && price.equals(entry.getValue().subscription()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    Optional<String> price(String plan, CheckoutMode mode) {
        return Optional.ofNullable(prices.get(plan.toLowerCase(Locale.ROOT))).map(of -> switch (mode) {
            case SUBSCRIPTION -> of.subscription();
            case PAYMENT -> of.payment();
        });
    }

    /** Those that can be bought, by name. */
    List<String> onOffer() {
        return prices.keySet().stream().sorted().toList();
    }

    /** Whether a plan holds at least as much as another; one that is configured no more holds nothing. */
    boolean atLeast(String plan, String other) {
        Optional<Plan> left = find(plan);
        Optional<Plan> right = find(other);
        return right.isEmpty() || left.isPresent() && SIZE.compare(left.get(), right.get()) >= 0;
    }

    /** The largest of them; the first one where others hold no more. */
    String largest(String first, List<String> others) {
        String largest = first;
        for (String other : others) {
            if (!atLeast(largest, other)) {
                largest = other;
            }
        }
        return largest;
    }
}

package io.notifyflow.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.notifyflow.account.Account;
import io.notifyflow.account.Plan;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.QueryParameters;
import io.notifyflow.event.Reply;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The answer of /api/v1/usage. */
@Component("usageAnswers")
public class UsageAnswers {

    private static final String FIND =
            """
            SELECT accepted, returned FROM usage WHERE account_id = :account AND month = :month
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    UsageAnswers(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * The use of one month, in UTC.
     *
     * @param accepted   events
     * @param returned   of them, for those that were given up
     * @param used       what counts
     * @param limit      null for none
     * @param remaining  null for no limit
     * @param resetsAt   when the count begins anew
     * @param categories what there is of them
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Usage(
            String month,
            String plan,
            long accepted,
            long returned,
            long used,
            @Nullable Long limit,
            @Nullable Long remaining,
            Instant resetsAt,
            CategoryUse categories) {}

    /**
     * Categories of the account.
     *
     * @param limit null for none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CategoryUse(int used, @Nullable Integer limit) {}

    private record Counted(long accepted, long returned) {}

    /**
     * @throws InvalidRequest for a parameter that makes no sense
     */
    public Reply show(Account account, @Nullable String query) {
        var parameters = QueryParameters.of(query, Set.of("month"));
        YearMonth asked = parameters.read("month", UsageAnswers::month, "must be a month such as 2026-11");
        parameters.check();
        YearMonth month = asked == null ? YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC)) : asked;
        Counted counted = jdbc.sql(FIND)
                .param("account", account.id())
                .param("month", month.atDay(1))
                .query((row, index) -> new Counted(row.getLong("accepted"), row.getLong("returned")))
                .optional()
                .orElse(new Counted(0, 0));
        return Reply.of(200, usage(account, month, counted));
    }

    private static Optional<YearMonth> month(String text) {
        try {
            return Optional.of(YearMonth.parse(text))
                    .filter(month -> month.getYear() >= 1970 && month.getYear() < 9999);
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }

    private static Usage usage(Account account, YearMonth month, Counted counted) {
        Plan plan = account.plan();
        long used = counted.accepted() - counted.returned();
        return new Usage(
                month.toString(),
                plan.name(),
                counted.accepted(),
                counted.returned(),
                used,
                plan.limited() ? plan.monthlyEvents() : null,
                plan.limited() ? Math.max(0, plan.monthlyEvents() - used) : null,
                month.plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC),
                new CategoryUse(
                        account.categories().size(),
                        plan.categories() == Integer.MAX_VALUE ? null : plan.categories()));
    }
}

package io.notifyflow.dashboard.hub;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Figures of the business, from the hub's own data; prices are as Stripe told them last. */
@Component
public class Business {

    private static final String PLANS =
            """
            SELECT a.plan,
                   count(*) AS accounts,
                   count(*) FILTER (WHERE EXISTS (SELECT FROM event_hour h WHERE h.account_id = a.id
                                                  AND h.hour >= now() - interval '30 days')) AS active,
                   count(*) FILTER (WHERE EXISTS (SELECT FROM subscription s WHERE s.account_id = a.id
                                                  AND s.status IN ('active', 'trialing', 'past_due'))) AS paying,
                   count(*) FILTER (WHERE EXISTS (SELECT FROM subscription s WHERE s.account_id = a.id
                                                  AND s.cancel_at_period_end)) AS leaving
            FROM account a WHERE a.closed_at IS NULL
            GROUP BY a.plan ORDER BY count(*) DESC, a.plan
            """;

    /** What runs, and is paid for or late; trials bring in nothing yet. */
    private static final String REVENUE =
            """
            SELECT coalesce(plan, '') AS plan, coalesce(currency, '') AS currency, count(*) AS subscriptions,
                   coalesce(sum(monthly_amount), 0) AS monthly, count(*) FILTER (WHERE monthly_amount IS NULL) AS unpriced
            FROM subscription WHERE status IN ('active', 'past_due') AND NOT awaiting_payment
            GROUP BY 1, 2 ORDER BY 1, 2
            """;

    /** A subscription that never came about, for its first payment did not arrive, is none. */
    private static final String MONTHS =
            """
            WITH months AS (
              SELECT month, month + interval '1 month' AS next
              FROM generate_series(date_trunc('month', now(), 'UTC') - interval '11 months',
                                   date_trunc('month', now(), 'UTC'), interval '1 month') AS m(month)
            ), begun AS (
              SELECT account_id, created_at, ended_at FROM subscription
              WHERE status NOT IN ('incomplete', 'incomplete_expired') AND NOT awaiting_payment
            ), payers AS (
              SELECT account_id FROM begun UNION SELECT account_id FROM purchase
            ), opened AS (
              SELECT date_trunc('month', a.created_at, 'UTC') AS month, count(*) AS opened, count(p.account_id) AS converted
              FROM account a LEFT JOIN payers p ON p.account_id = a.id
              WHERE a.created_at >= (SELECT min(month) FROM months) GROUP BY 1
            ), closed AS (
              SELECT date_trunc('month', closed_at, 'UTC') AS month, count(*) AS closed
              FROM account WHERE closed_at >= (SELECT min(month) FROM months) GROUP BY 1
            ), used AS (
              SELECT month, sum(accepted - returned) AS events FROM usage
              WHERE month >= (SELECT min(month) FROM months)::date GROUP BY 1
            )
            SELECT to_char(m.month AT TIME ZONE 'UTC', 'YYYY-MM') AS month, coalesce(o.opened, 0) AS opened,
                   coalesce(o.converted, 0) AS converted, coalesce(c.closed, 0) AS closed,
                   s.subscribed, s.running, s.lost, coalesce(u.events, 0) AS events
            FROM months m
            LEFT JOIN opened o ON o.month = m.month
            LEFT JOIN closed c ON c.month = m.month
            LEFT JOIN used u ON u.month = (m.month AT TIME ZONE 'UTC')::date
            CROSS JOIN LATERAL (
              SELECT count(*) FILTER (WHERE created_at >= m.month AND created_at < m.next) AS subscribed,
                     count(*) FILTER (WHERE created_at < m.month AND (ended_at IS NULL OR ended_at >= m.month)) AS running,
                     count(*) FILTER (WHERE created_at < m.month AND ended_at >= m.month AND ended_at < m.next) AS lost
              FROM begun) s
            ORDER BY m.month DESC
            """;

    private final JdbcClient jdbc;

    Business(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The accounts of one plan that are not closed.
     *
     * @param active  sent an event in the last 30 days
     * @param paying  have a subscription that is paid, tried out, or late
     * @param leaving of the paying, those whose subscription ends with its period
     */
    public record PlanFigures(String plan, long accounts, long active, long paying, long leaving) {}

    /**
     * What the subscriptions to a plan bring in.
     *
     * @param plan     empty where its price belongs to none
     * @param monthly  before discounts and taxes; null where nothing is known of it
     * @param unpriced of the subscriptions, those whose price is not fixed, or not known yet
     */
    public record Income(String plan, long subscriptions, @Nullable Money monthly, long unpriced) {}

    /**
     * One month in UTC.
     *
     * @param converted of the accounts that were opened in it, those that have ever paid
     * @param running   subscriptions at its beginning
     * @param lost      of those, the ones that ended in it
     */
    public record MonthFigures(
            String month,
            long opened,
            long converted,
            long closed,
            long subscribed,
            long running,
            long lost,
            long events) {

        /** The share of its accounts that have ever paid; a dash for none. */
        public String conversion() {
            return percent(converted, opened);
        }

        /** The share of the subscriptions that ended; a dash for none. */
        public String churn() {
            return percent(lost, running);
        }

        private static String percent(long part, long whole) {
            return whole == 0 ? "–" : String.format(Locale.ROOT, "%.1f %%", part * 100.0 / whole);
        }
    }

    List<Income> income() {
        return jdbc.sql(REVENUE)
                .query((row, index) -> {
                    long subscriptions = row.getLong("subscriptions");
                    long unpriced = row.getLong("unpriced");
                    return new Income(
                            row.getString("plan"),
                            subscriptions,
                            unpriced == subscriptions
                                    ? null
                                    : new Money(row.getBigDecimal("monthly"), row.getString("currency")),
                            unpriced);
                })
                .list();
    }

    List<PlanFigures> plans() {
        return jdbc.sql(PLANS)
                .query((row, index) -> new PlanFigures(
                        row.getString("plan"),
                        row.getLong("accounts"),
                        row.getLong("active"),
                        row.getLong("paying"),
                        row.getLong("leaving")))
                .list();
    }

    List<MonthFigures> months() {
        return jdbc.sql(MONTHS)
                .query((row, index) -> new MonthFigures(
                        row.getString("month"),
                        row.getLong("opened"),
                        row.getLong("converted"),
                        row.getLong("closed"),
                        row.getLong("subscribed"),
                        row.getLong("running"),
                        row.getLong("lost"),
                        row.getLong("events")))
                .list();
    }
}

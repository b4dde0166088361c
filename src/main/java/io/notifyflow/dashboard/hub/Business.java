package io.notifyflow.dashboard.hub;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Figures of the business, from the hub's own data; what things cost is Stripe's to know. */
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

    private static final String MONTHS =
            """
            SELECT to_char(m.month, 'YYYY-MM') AS month,
                   (SELECT count(*) FROM account a
                    WHERE a.created_at >= m.month AND a.created_at < m.month + interval '1 month') AS opened,
                   (SELECT count(*) FROM account a
                    WHERE a.closed_at >= m.month AND a.closed_at < m.month + interval '1 month') AS closed,
                   (SELECT count(*) FROM subscription s
                    WHERE s.created_at >= m.month AND s.created_at < m.month + interval '1 month') AS subscribed,
                   (SELECT count(*) FROM subscription s WHERE s.status = 'canceled'
                    AND s.updated_at >= m.month AND s.updated_at < m.month + interval '1 month') AS ended,
                   (SELECT coalesce(sum(u.accepted - u.returned), 0) FROM usage u WHERE u.month = m.month::date) AS events
            FROM generate_series(date_trunc('month', now(), 'UTC') - interval '11 months',
                                 date_trunc('month', now(), 'UTC'), interval '1 month') AS m(month)
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

    /** One month in UTC. */
    public record MonthFigures(String month, long opened, long closed, long subscribed, long ended, long events) {}

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
                        row.getLong("closed"),
                        row.getLong("subscribed"),
                        row.getLong("ended"),
                        row.getLong("events")))
                .list();
    }
}

package io.notifyflow.billing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Subscriptions, purchases and incidents of accounts, and the plan that follows from them. */
@Repository
class BillingStore {

    /** Of two candidates for the end of the grace the earlier one holds, so that no order of events prolongs it. */
    private static final String PUT =
            """
            INSERT INTO subscription AS s (id, account_id, customer_id, status, plan, price_id, current_period_end,
                                           cancel_at_period_end, awaiting_payment, grace_until, created_at,
                                           ended_at, monthly_amount, currency)
            VALUES (:id, :account, :customer, :status, :plan, :price, :end, :cancels, :awaiting, :grace, :created,
                    CASE WHEN :over THEN coalesce(:ended, now()) END, :monthly, :currency)
            ON CONFLICT (id) DO UPDATE SET
              status = excluded.status, plan = excluded.plan, price_id = excluded.price_id,
              current_period_end = excluded.current_period_end, cancel_at_period_end = excluded.cancel_at_period_end,
              awaiting_payment = excluded.awaiting_payment,
              ended_at = CASE WHEN excluded.ended_at IS NULL THEN NULL
                              WHEN CAST(:ended AS timestamptz) IS NULL THEN coalesce(s.ended_at, excluded.ended_at)
                              ELSE excluded.ended_at END,
              monthly_amount = excluded.monthly_amount, currency = excluded.currency,
              grace_until = CASE WHEN excluded.grace_until IS NULL THEN NULL
                                 ELSE least(s.grace_until, excluded.grace_until) END,
              updated_at = now()
            """;

    private static final String END_OF_CUSTOMER =
            """
            UPDATE subscription SET status = 'canceled', grace_until = NULL, ended_at = now(), updated_at = now()
            WHERE account_id = :account AND customer_id = :customer
              AND status NOT IN ('canceled', 'incomplete_expired')
            """;

    private static final String BUY =
            """
            INSERT INTO purchase (session_id, account_id, plan, bought_at) VALUES (:session, :account, :plan, :bought)
            ON CONFLICT (session_id) DO NOTHING
            """;

    private static final String RECORD =
            """
            INSERT INTO billing_incident (id, account_id, kind, status, amount, currency, reason, happened_at)
            VALUES (:id, :account, :kind, :status, :amount, :currency, :reason, :happened)
            ON CONFLICT (id) DO UPDATE SET status = excluded.status, amount = excluded.amount, reason = excluded.reason,
              happened_at = least(billing_incident.happened_at, excluded.happened_at), updated_at = now()
            """;

    private static final String PLANS_PAID =
            """
            SELECT plan FROM subscription
            WHERE account_id = :account AND plan IS NOT NULL AND NOT awaiting_payment
              AND (status IN ('active', 'trialing') OR status = 'past_due' AND grace_until > :now)
            UNION SELECT plan FROM purchase WHERE account_id = :account
            """;

    /** A plan that somebody else gave meanwhile is from now on the one without billing. */
    private static final String KEEP_BASE =
            """
            UPDATE billing_customer b SET base_plan = a.plan, given_plan = a.plan FROM account a
            WHERE b.account_id = :account AND a.id = b.account_id AND a.plan <> b.given_plan
            """;

    private static final String BASE = "SELECT base_plan FROM billing_customer WHERE account_id = :account";

    private static final String GIVE =
            """
            WITH given AS (UPDATE billing_customer SET given_plan = :plan WHERE account_id = :account)
            UPDATE account SET plan = :plan WHERE id = :account AND plan <> :plan
            """;

    private static final String LIST =
            """
            SELECT * FROM subscription WHERE account_id = :account ORDER BY created_at DESC, id
            """;

    private static final String FIND = "SELECT * FROM subscription WHERE id = :id";

    private static final String OPEN =
            "SELECT id FROM subscription WHERE status NOT IN ('canceled', 'incomplete_expired') ORDER BY id";

    /** Those whose account may still have a plan that is not paid for. */
    private static final String GRACE_OVER =
            """
            SELECT DISTINCT s.account_id FROM subscription s JOIN billing_customer b ON b.account_id = s.account_id
            WHERE s.grace_until <= :now AND s.status = 'past_due' AND b.given_plan <> b.base_plan
              AND s.plan = b.given_plan
            """;

    private static final String INCIDENTS =
            """
            SELECT id, kind, status, amount, currency, reason, happened_at FROM billing_incident
            WHERE account_id = :account ORDER BY happened_at DESC, id LIMIT 50
            """;

    private static final String PURCHASES =
            "SELECT plan, bought_at FROM purchase WHERE account_id = :account ORDER BY bought_at, session_id";

    private final JdbcClient jdbc;
    private final StripePlans plans;

    BillingStore(JdbcClient jdbc, StripePlans plans) {
        this.jdbc = jdbc;
        this.plans = plans;
    }

    /**
     * A subscription as it is stored.
     *
     * @param priced whether it is known what it brings in, or that this is not fixed
     */
    record Kept(
            String id,
            UUID account,
            String status,
            @Nullable String plan,
            @Nullable Instant periodEnd,
            boolean cancelAtPeriodEnd,
            boolean awaitingPayment,
            @Nullable Instant graceUntil,
            boolean priced) {

        String summary() {
            return SubscriptionState.summary(status, plan, periodEnd, cancelAtPeriodEnd, awaitingPayment);
        }

        /** Whether it gives its plan now. */
        boolean paid(Instant now) {
            return !awaitingPayment
                    && (Set.of("active", "trialing").contains(status)
                            || status.equals(SubscriptionState.PAST_DUE)
                                    && graceUntil != null
                                    && graceUntil.isAfter(now));
        }
    }

    void put(UUID account, SubscriptionState state, @Nullable Instant graceUntil) {
        Revenue revenue = state.revenue();
        jdbc.sql(PUT)
                .param("id", state.id())
                .param("account", account)
                .param("customer", state.customer())
                .param("status", state.status())
                .param("plan", state.plan(), Types.VARCHAR)
                .param("price", state.price(), Types.VARCHAR)
                .param("end", utc(state.periodEnd()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("cancels", state.cancelAtPeriodEnd())
                .param("awaiting", state.awaitingPayment())
                .param("grace", utc(graceUntil), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("created", utc(state.created()))
                .param("over", state.ended())
                .param("ended", utc(state.endedAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("monthly", revenue == null ? null : revenue.monthly(), Types.NUMERIC)
                .param("currency", revenue == null ? null : revenue.currency(), Types.VARCHAR)
                .update();
    }

    void endAll(UUID account, String customer) {
        jdbc.sql(END_OF_CUSTOMER)
                .param("account", account)
                .param("customer", customer)
                .update();
    }

    void buy(UUID account, String session, String plan, Instant at) {
        jdbc.sql(BUY)
                .param("session", session)
                .param("account", account)
                .param("plan", plan)
                .param("bought", utc(at))
                .update();
    }

    void record(UUID account, BillingView.Incident incident) {
        jdbc.sql(RECORD)
                .param("id", incident.id())
                .param("account", account)
                .param("kind", incident.kind())
                .param("status", incident.status())
                .param("amount", incident.amount(), Types.BIGINT)
                .param("currency", incident.currency(), Types.VARCHAR)
                .param("reason", incident.reason(), Types.VARCHAR)
                .param("happened", utc(incident.happenedAt()))
                .update();
    }

    /**
     * Gives an account the largest plan that is its own or is paid for; every hub hears of a change at the commit.
     *
     * @return the plan
     */
    String givePlan(UUID account, Instant now) {
        jdbc.sql(KEEP_BASE).param("account", account).update();
        List<String> paid = jdbc.sql(PLANS_PAID)
                .param("account", account)
                .param("now", utc(now))
                .query(String.class)
                .list();
        String base =
                jdbc.sql(BASE).param("account", account).query(String.class).single();
        String plan = plans.largest(base, paid);
        jdbc.sql(GIVE).param("plan", plan).param("account", account).update();
        return plan;
    }

    List<Kept> list(UUID account) {
        return jdbc.sql(LIST)
                .param("account", account)
                .query((row, index) -> kept(row))
                .list();
    }

    Optional<Kept> find(String subscription) {
        return jdbc.sql(FIND)
                .param("id", subscription)
                .query((row, index) -> kept(row))
                .optional();
    }

    List<String> open() {
        return jdbc.sql(OPEN).query(String.class).list();
    }

    List<UUID> graceOver(Instant now) {
        return jdbc.sql(GRACE_OVER).param("now", utc(now)).query(UUID.class).list();
    }

    String plan(UUID account) {
        return jdbc.sql("SELECT plan FROM account WHERE id = :account")
                .param("account", account)
                .query(String.class)
                .single();
    }

    List<BillingView.Incident> incidents(UUID account) {
        return jdbc.sql(INCIDENTS)
                .param("account", account)
                .query((row, index) -> new BillingView.Incident(
                        row.getString("kind"),
                        row.getString("id"),
                        row.getString("status"),
                        row.getObject("amount", Long.class),
                        row.getString("currency"),
                        row.getString("reason"),
                        row.getObject("happened_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    List<BillingView.Purchase> purchases(UUID account) {
        return jdbc.sql(PURCHASES)
                .param("account", account)
                .query((row, index) -> new BillingView.Purchase(
                        row.getString("plan"),
                        row.getObject("bought_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    private static Kept kept(ResultSet row) throws SQLException {
        return new Kept(
                row.getString("id"),
                row.getObject("account_id", UUID.class),
                row.getString("status"),
                row.getString("plan"),
                time(row, "current_period_end"),
                row.getBoolean("cancel_at_period_end"),
                row.getBoolean("awaiting_payment"),
                time(row, "grace_until"),
                row.getString("currency") != null);
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}

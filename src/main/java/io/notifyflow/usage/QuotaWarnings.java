package io.notifyflow.usage;

import io.notifyflow.account.PlanSettings;
import io.notifyflow.event.EventIds;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Tells accounts, through the hub itself, that most of their month's quota is used, and that nothing is left: once for
 * each month and quota, whichever hub notices; who gets a larger quota is warned again when that is used. The notice counts
 * for no quota.
 */
@Component
class QuotaWarnings {

    private static final Logger log = LoggerFactory.getLogger(QuotaWarnings.class);

    /** The lowest percentage first; of several that are due the highest is told, and the others with it. */
    private static final List<Integer> PERCENTAGES = List.of(80, 100);

    static final String DUE =
            """
            SELECT u.account_id, u.accepted - u.returned AS used FROM usage u
            JOIN account a ON a.id = u.account_id
            WHERE u.month = :month AND lower(a.plan) = :plan AND (u.accepted - u.returned) * 100 >= :percent * :quota
              AND NOT EXISTS (SELECT FROM quota_warning w
                              WHERE w.account_id = u.account_id AND w.month = u.month AND w.quota = :quota AND w.percent >= :percent)
            LIMIT 1000
            """;

    static final String WARN =
            """
            WITH warned AS (
              INSERT INTO quota_warning (account_id, month, percent, quota) VALUES (:account, :month, :percent, :quota)
              ON CONFLICT DO NOTHING RETURNING account_id
            ), target AS (
              SELECT t.id FROM destination t, warned
              WHERE t.account_id = warned.account_id AND t.status = 'active'
              ORDER BY t.is_default DESC, t.created_at, t.id LIMIT 1
            ), notice AS (
              INSERT INTO event (id, account_id, category, title, description, emoji)
              SELECT :event, :account, 'notifyflow', :title, :description, '⚠️' FROM target
            ), uncounted AS (
              INSERT INTO quota_return (event_id, counted) SELECT :event, false FROM target
            )
            INSERT INTO delivery (id, account_id, event_id, destination_id, status, reason)
            SELECT :delivery, :account, :event, id, 'pending', 'notice of the hub' FROM target
            """;

    private final JdbcClient jdbc;
    private final PlanSettings plans;
    private final Clock clock;

    QuotaWarnings(JdbcClient jdbc, PlanSettings plans, Clock clock) {
        this.jdbc = jdbc;
        this.plans = plans;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${notifyflow.usage.look:30s}", initialDelayString = "${notifyflow.usage.look:30s}")
    void look() {
        LocalDate month = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).withDayOfMonth(1);
        for (int percent : PERCENTAGES.reversed()) {
            plans.plans().forEach((plan, limits) -> {
                Long quota = limits.monthlyEvents();
                if (quota != null && quota > 0) {
                    look(month, plan, quota, percent);
                }
            });
        }
    }

    private void look(LocalDate month, String plan, long quota, int percent) {
        record Due(UUID account, long used) {}
        List<Due> due = jdbc.sql(DUE)
                .param("month", month)
                .param("plan", plan)
                .param("quota", quota)
                .param("percent", percent)
                .query((row, index) -> new Due(row.getObject("account_id", UUID.class), row.getLong("used")))
                .list();
        due.forEach(account -> warn(account.account(), month, percent, account.used(), quota));
    }

    private void warn(UUID account, LocalDate month, int percent, long used, long quota) {
        UUID event = EventIds.next();
        String rest = percent >= 100
                ? "Further events are refused until the month ends, or until the account has a larger plan."
                : "When nothing is left, events are refused until the month ends.";
        int told = jdbc.sql(WARN)
                .param("account", account)
                .param("month", month)
                .param("percent", percent)
                .param("quota", quota)
                .param("event", event)
                .param(
                        "title",
                        percent >= 100 ? "The month's quota is used up" : percent + " % of the month's quota is used")
                .param("description", used + " of " + quota + " events of this month are used. " + rest)
                .param("delivery", EventIds.within(event, 0))
                .update();
        log.info(
                "Account {} has used {} of {} events this month; {}",
                account,
                used,
                quota,
                told == 1 ? "told it" : "it has no destination to be told through");
    }
}

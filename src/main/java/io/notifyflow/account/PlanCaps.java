package io.notifyflow.account;

import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** How many of each thing an account may have by its plan. What it has beyond that stays; it gets no more. */
@Component
public class PlanCaps {

    private static final String LOCK = "SELECT plan FROM account WHERE id = :account FOR NO KEY UPDATE";

    private final JdbcClient jdbc;
    private final PlanSettings plans;

    PlanCaps(JdbcClient jdbc, PlanSettings plans) {
        this.jdbc = jdbc;
        this.plans = plans;
    }

    /** What is counted. */
    public enum Thing {
        SOURCE("SELECT count(*) FROM source WHERE account_id = :account AND revoked_at IS NULL"),
        DESTINATION("SELECT count(*) FROM destination WHERE account_id = :account"),
        RULE("SELECT count(*) FROM routing_rule WHERE account_id = :account"),
        /** Not those that another has replaced, nor those that open no more. */
        KEY(
                """
                SELECT count(*) FROM api_key WHERE account_id = :account AND revoked_at IS NULL AND replaced_by IS NULL
                  AND (expires_at IS NULL OR expires_at > now())
                """),
        /** With those whom it awaits. */
        PERSON(
                """
                SELECT (SELECT count(*) FROM person WHERE account_id = :account AND state = 'active')
                     + (SELECT count(*) FROM invitation
                        WHERE account_id = :account AND email IS NOT NULL AND person_id IS NULL AND expires_at > now())
                """);

        private final String count;

        Thing(String count) {
            this.count = count;
        }

        private @Nullable Integer cap(PlanSettings.Limits limits) {
            return switch (this) {
                case SOURCE -> limits.sources();
                case DESTINATION -> limits.destinations();
                case RULE -> limits.rules();
                case KEY -> limits.keys();
                case PERSON -> limits.people();
            };
        }

        private String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        private String plural() {
            return this == PERSON ? "people" : this == KEY ? "API keys" : text() + "s";
        }
    }

    /**
     * Before one more is added, in its transaction: additions to one account come one after the other, so that none
     * exceeds the plan.
     *
     * @throws InvalidRequest (403) if the plan allows no more of them
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void requireRoom(UUID account, Thing thing) {
        String plan =
                jdbc.sql(LOCK).param("account", account).query(String.class).single();
        Integer cap = thing.cap(plans.limits(plan));
        if (cap == null) {
            return;
        }
        long count = jdbc.sql(thing.count)
                .param("account", account)
                .query(Long.class)
                .single();
        if (count >= cap) {
            throw new InvalidRequest(Problem.of(
                    thing.text() + "-limit",
                    "The plan allows no more " + thing.plural(),
                    403,
                    "The plan " + plan + " has " + cap + " " + thing.plural() + ", and the account has " + count
                            + "; delete one that is not used, or choose a larger plan"));
        }
    }
}

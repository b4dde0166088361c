package io.notifyflow.account;

import io.notifyflow.event.EventIds;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Makes accounts that can be used at once: with some categories, and the sandbox, where there is one, as
 * their destination. */
@Component
public class NewAccounts {

    static final String SANDBOX = "sandbox";

    private static final String ADD_ACCOUNT = "INSERT INTO account (id, name, plan) VALUES (:id, :name, :plan)";

    private static final String ADD_CATEGORY =
            """
            INSERT INTO category (id, account_id, name, color, emoji) VALUES (:id, :account, :name, :color, :emoji)
            """;

    private final JdbcClient jdbc;
    private final Destinations destinations;
    private final PlanSettings plans;
    private final LocalSandbox sandbox;

    NewAccounts(JdbcClient jdbc, Destinations destinations, PlanSettings plans, LocalSandbox sandbox) {
        this.sandbox = sandbox;
        this.jdbc = jdbc;
        this.destinations = destinations;
        this.plans = plans;
    }

    /**
     * @throws IllegalArgumentException for a plan that is not configured
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public UUID make(String name, String plan) {
        UUID account = EventIds.next();
        jdbc.sql(ADD_ACCOUNT)
                .param("id", account)
                .param("name", name)
                .param("plan", plans.plan(plan).name())
                .update();
        addCategory(account, "bug", 0xFF6B6B, "🐛");
        addCategory(account, "sale", 0xFFEB3B, "💰");
        addCategory(account, "question", 0x6C5CE7, "🤔");
        if (sandbox.takesMessages()) {
            // A webhook as Discord has them; its token opens nothing but the sandbox inside this hub.
            destinations.put(
                    account, SANDBOX, "discord-webhook", "{\"webhookId\":\"1\",\"sandbox\":true}", SANDBOX, true);
        }
        return account;
    }

    private void addCategory(UUID account, String name, int color, String emoji) {
        jdbc.sql(ADD_CATEGORY)
                .param("id", EventIds.next())
                .param("account", account)
                .param("name", name)
                .param("color", color)
                .param("emoji", emoji)
                .update();
    }
}

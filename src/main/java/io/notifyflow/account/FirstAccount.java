package io.notifyflow.account;

import io.notifyflow.event.EventIds;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Makes the account that a new hub starts with, so that its first event needs no set-up. */
@Component
public class FirstAccount {

    private static final long START_UP_LOCK = 0x6E6F74696679L;

    private static final String FIND = "SELECT id FROM account ORDER BY created_at, id LIMIT 1";

    /** Operators see what concerns all accounts. */
    private static final String MAKE_OPERATOR = "UPDATE account SET operator = true WHERE id = :id";

    private static final String ADD_KEY =
            """
            INSERT INTO api_key (id, account_id, name, hint, key_hash) VALUES (:id, :account, 'First key', :hint, :hash)
            ON CONFLICT (key_hash) DO NOTHING
            """;

    private static final String DISCORD = "discord";

    private final JdbcClient jdbc;
    private final Destinations destinations;
    private final BootstrapSettings settings;
    private final PlanSettings plans;
    private final NewAccounts accounts;

    FirstAccount(
            JdbcClient jdbc,
            Destinations destinations,
            BootstrapSettings settings,
            PlanSettings plans,
            NewAccounts accounts) {
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.destinations = destinations;
        this.settings = settings;
        this.plans = plans;
        requirePlan();
    }

    private void requirePlan() {
        try {
            plans.plan(settings.plan());
        } catch (IllegalArgumentException unknown) {
            throw new UnusableSetting(
                    "NOTIFYFLOW_BOOTSTRAP_PLAN cannot be used. " + unknown.getMessage(),
                    "Set NOTIFYFLOW_BOOTSTRAP_PLAN to one of the plans, or leave it out for unlimited.");
        }
    }

    /** The oldest account; empty before {@link #prepare}. */
    public Optional<UUID> id() {
        return jdbc.sql(FIND).query(UUID.class).optional();
    }

    /**
     * Makes the first account if there is none, and gives it the configured key and destination.
     *
     * @return its API key in the clear if one was generated, which is the only time it can be shown
     */
    @Transactional
    public Optional<String> prepare() {
        // Replicas that start together would each make one.
        jdbc.sql("SELECT pg_advisory_xact_lock(:lock)")
                .param("lock", START_UP_LOCK)
                .query(row -> {});
        @Nullable UUID known = jdbc.sql(FIND).query(UUID.class).optional().orElse(null);
        @Nullable String generated = null;
        UUID account = known == null ? make() : known;
        if (settings.apiKey() != null) {
            addKey(account, settings.apiKey());
        } else if (known == null) {
            generated = ApiKeys.generate();
            addKey(account, generated);
        }
        connectDiscord(account);
        return Optional.ofNullable(generated);
    }

    private UUID make() {
        UUID account = accounts.make("First account", settings.plan());
        jdbc.sql(MAKE_OPERATOR).param("id", account).update();
        return account;
    }

    private void addKey(UUID account, String key) {
        jdbc.sql(ADD_KEY)
                .param("id", EventIds.next())
                .param("account", account)
                .param("hint", ApiKeys.hint(key))
                .param("hash", ApiKeys.hash(key))
                .update();
    }

    private void connectDiscord(UUID account) {
        if (settings.discordWebhookUrl() != null) {
            DiscordWebhookUrl url = DiscordWebhookUrl.parse(settings.discordWebhookUrl());
            destinations.put(
                    account, DISCORD, "discord-webhook", "{\"webhookId\":\"" + url.id() + "\"}", url.token(), true);
        } else if (settings.discordUserId() != null) {
            destinations.put(
                    account,
                    DISCORD,
                    "discord-dm",
                    "{\"recipientId\":\"" + settings.discordUserId() + "\"}",
                    null,
                    true);
        } else {
            return;
        }
        jdbc.sql(
                        "UPDATE destination SET is_default = false WHERE account_id = :account AND name = :name AND is_default")
                .param("account", account)
                .param("name", NewAccounts.SANDBOX)
                .update();
    }
}

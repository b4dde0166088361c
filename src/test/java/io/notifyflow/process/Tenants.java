package io.notifyflow.process;

import io.notifyflow.account.ApiKeys;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Accounts that tests put into a database beside the first one, and what became of them. */
final class Tenants {

    private final JdbcClient jdbc;

    /** An account and its API key. */
    record Tenant(UUID id, String key) {}

    Tenants(DataSource database) {
        jdbc = JdbcClient.create(database);
    }

    /** An account on this plan with the category that {@link HubClient} names, and without destinations. */
    Tenant add(String plan) {
        Tenant tenant = new Tenant(UUID.randomUUID(), ApiKeys.generate());
        jdbc.sql("INSERT INTO account (id, name, plan) VALUES (?, 'Tenant', ?)")
                .params(tenant.id(), plan)
                .update();
        jdbc.sql("INSERT INTO api_key (id, account_id, name, hint, key_hash) VALUES (?, ?, 'Key', 'nfk_', ?)")
                .params(UUID.randomUUID(), tenant.id(), ApiKeys.hash(tenant.key()))
                .update();
        jdbc.sql("INSERT INTO category (id, account_id, name, color) VALUES (?, ?, 'sale', 0)")
                .params(UUID.randomUUID(), tenant.id())
                .update();
        return tenant;
    }

    /** Sends all its events to this webhook as well, with the encrypted token of the first account's. */
    UUID addDefaultWebhook(Tenant tenant, String webhookId) {
        UUID id = UUID.randomUUID();
        jdbc.sql(
                        """
                INSERT INTO destination (id, account_id, name, type, config, secret, is_default)
                SELECT :id, :tenant, :webhook, type, jsonb_build_object('webhookId', :webhook), secret, true
                FROM destination WHERE name = 'sandbox'
                """)
                .param("id", id)
                .param("tenant", tenant.id())
                .param("webhook", webhookId)
                .update();
        return id;
    }

    /** Sends all its events to this Discord user as well. */
    UUID addDirectMessages(Tenant tenant, String recipientId) {
        UUID id = UUID.randomUUID();
        jdbc.sql(
                        """
                INSERT INTO destination (id, account_id, name, type, config, is_default)
                VALUES (:id, :tenant, :recipient, 'discord-dm', jsonb_build_object('recipientId', :recipient), true)
                """)
                .param("id", id)
                .param("tenant", tenant.id())
                .param("recipient", recipientId)
                .update();
        return id;
    }

    void revokeKeys(Tenant tenant) {
        jdbc.sql("UPDATE api_key SET revoked_at = now() WHERE account_id = ?")
                .param(tenant.id())
                .update();
    }

    UUID category(Tenant tenant) {
        return jdbc.sql("SELECT id FROM category WHERE account_id = ?")
                .param(tenant.id())
                .query(UUID.class)
                .single();
    }

    /** Events stored. */
    int stored(Tenant tenant) {
        return count("SELECT count(*) FROM event WHERE account_id = ?", tenant);
    }

    /** Events counted for the quota. */
    int counted(Tenant tenant) {
        return count("SELECT coalesce(sum(accepted), 0) FROM usage WHERE account_id = ?", tenant);
    }

    private int count(String query, Tenant tenant) {
        return jdbc.sql(query).param(tenant.id()).query(Integer.class).single();
    }
}

package io.notifyflow.source;

import io.notifyflow.account.AccountClosed;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Revokes the sources of an account that closes: nothing comes in for it any more. */
@Component
class ClosedAccounts {

    private static final String REVOKE =
            """
            WITH revoked AS (
              UPDATE source SET revoked_at = now(), secret = NULL
              WHERE account_id = :account AND revoked_at IS NULL RETURNING id),
            requests AS (DELETE FROM source_request WHERE source_id IN (SELECT id FROM revoked))
            DELETE FROM source_activity WHERE source_id IN (SELECT id FROM revoked)
            """;

    private final JdbcClient jdbc;

    ClosedAccounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @EventListener
    void revoke(AccountClosed closed) {
        jdbc.sql(REVOKE).param("account", closed.account()).update();
    }
}

package io.notifyflow.identity;

import io.notifyflow.account.AccountClosed;
import io.notifyflow.account.Actor;
import io.notifyflow.account.AuditLog;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Closes the account whose last owner is gone; what it accepted is still delivered. */
@Component
class AccountClosing {

    private static final Logger log = LoggerFactory.getLogger(AccountClosing.class);

    private static final String CLOSE =
            "UPDATE account SET closed_at = now(), name = 'Closed account' WHERE id = :id AND closed_at IS NULL";

    private static final String REVOKE_KEYS =
            "UPDATE api_key SET revoked_at = now(), signing_secret = NULL WHERE account_id = :id AND revoked_at IS NULL";

    private static final String END_SESSIONS =
            "DELETE FROM person_session WHERE person_id IN (SELECT id FROM person WHERE account_id = :id)";

    private static final String END_INVITATIONS = "DELETE FROM invitation WHERE account_id = :id";

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final ApplicationEventPublisher events;

    AccountClosing(JdbcClient jdbc, AuditLog audit, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.events = events;
    }

    @Transactional(propagation = Propagation.MANDATORY)
    void close(UUID account) {
        if (jdbc.sql(CLOSE).param("id", account).update() == 0) {
            return;
        }
        int keys = jdbc.sql(REVOKE_KEYS).param("id", account).update();
        jdbc.sql(END_SESSIONS).param("id", account).update();
        jdbc.sql(END_INVITATIONS).param("id", account).update();
        audit.write(account, Actor.HUB, "account.closed", account, Map.of("keysRevoked", keys));
        events.publishEvent(new AccountClosed(account));
        log.info("Account {} is closed: its last owner was deleted at the provider", account);
    }
}

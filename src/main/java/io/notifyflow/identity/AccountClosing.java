package io.notifyflow.identity;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.account.Account;
import io.notifyflow.account.AccountClosed;
import io.notifyflow.account.Actor;
import io.notifyflow.account.AuditLog;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Members;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Closes an account whose last owner is gone, or that an owner closes; what it accepted is still delivered. */
@Component("accountClosing")
public class AccountClosing {

    private static final Logger log = LoggerFactory.getLogger(AccountClosing.class);

    private static final String CLOSE =
            "UPDATE account SET closed_at = now(), name = 'Closed account' WHERE id = :id AND closed_at IS NULL";

    private static final String REVOKE_KEYS =
            "UPDATE api_key SET revoked_at = now(), signing_secret = NULL WHERE account_id = :id AND revoked_at IS NULL";

    private static final String END_SESSIONS =
            "DELETE FROM person_session WHERE person_id IN (SELECT id FROM person WHERE account_id = :id)";

    private static final String END_INVITATIONS = "DELETE FROM invitation WHERE account_id = :id";

    private static final int CONFIRM_LENGTH = 200;

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final ApplicationEventPublisher events;
    private final ObjectMapper json;

    AccountClosing(
            JdbcClient jdbc,
            AuditLog audit,
            ApplicationEventPublisher events,
            @Qualifier("eventMapper") ObjectMapper json) {
        this.json = json;
        this.jdbc = jdbc;
        this.audit = audit;
        this.events = events;
    }

    /** What is left of it. */
    record Closed(UUID accountId, String status, String message) {}

    /**
     * @param body {@code confirm}, the account's name
     * @throws InvalidRequest if no owner asks, the name is another one, or the account is an operator's
     */
    @Transactional(rollbackFor = IOException.class)
    public Reply close(Account account, Actor actor, byte[] body) throws IOException {
        Members members = Members.of(json.readTree(body), List.of("confirm"));
        String confirmed = members.text("confirm", CONFIRM_LENGTH);
        if (members.has("confirm") && !confirmed.equals(account.name())) {
            members.refuse("confirm", "must be the account's name");
        }
        members.check("invalid-confirmation", "The account is not closed");
        if (!actor.kind().equals("person")) {
            throw new InvalidRequest(Problem.of(
                    "owner-needed",
                    "Only an owner closes an account",
                    403,
                    "An API key closes no account; an owner who has signed in does"));
        }
        if (account.operator()) {
            throw new InvalidRequest(Problem.of(
                    "operator-account",
                    "The operator's account stays",
                    409,
                    "The hub is operated with this account, so it cannot be closed here"));
        }
        close(account.id(), actor, "an owner closed it");
        return Reply.of(
                200,
                new Closed(
                        account.id(),
                        "closed",
                        "Its keys and sources are revoked and nobody signs in to it; what was accepted is still delivered"));
    }

    @Transactional(propagation = Propagation.MANDATORY)
    void close(UUID account) {
        close(account, Actor.HUB, "its last owner was deleted at the provider");
    }

    private void close(UUID account, Actor actor, String why) {
        if (jdbc.sql(CLOSE).param("id", account).update() == 0) {
            return;
        }
        int keys = jdbc.sql(REVOKE_KEYS).param("id", account).update();
        jdbc.sql(END_SESSIONS).param("id", account).update();
        jdbc.sql(END_INVITATIONS).param("id", account).update();
        audit.write(account, actor, "account.closed", account, Map.of("keysRevoked", keys));
        events.publishEvent(new AccountClosed(account));
        log.info("Account {} is closed: {}", account, why);
    }
}

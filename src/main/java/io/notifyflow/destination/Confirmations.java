package io.notifyflow.destination;

import io.notifyflow.account.Actor;
import io.notifyflow.account.ApiKeys;
import io.notifyflow.account.AuditLog;
import io.notifyflow.account.CallRates;
import io.notifyflow.account.CallRates.Rate;
import io.notifyflow.account.DestinationType;
import io.notifyflow.account.KeyForm;
import io.notifyflow.account.PublicAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Asks recipients who are people whether they want what an account would send them. Until they say so with the link that
 * they got, the destination holds its events.
 */
@Component
class Confirmations {

    static final String PATH = "/confirm/";

    private static final Logger log = LoggerFactory.getLogger(Confirmations.class);
    private static final KeyForm TOKEN = new KeyForm("nfc_");
    private static final Duration VALID = Duration.ofDays(7);
    private static final int PER_DESTINATION = 3;
    private static final Duration DESTINATION_WINDOW = Duration.ofHours(1);
    private static final int PER_RECIPIENT = 5;
    private static final int PER_ACCOUNT = 30;
    private static final Duration DAY = Duration.ofDays(1);

    private static final String EXEMPT =
            """
            SELECT operator OR EXISTS (
              SELECT FROM destination t WHERE t.account_id = :account AND t.id <> :destination AND t.type = :type
                AND t.confirmed AND lower(t.config ->> 'to') = lower(:recipient))
            FROM account WHERE id = :account
            """;

    private static final String HOLD = "UPDATE destination SET confirmed = false, status = status WHERE id = :id";

    private static final String RELEASE =
            "UPDATE destination SET confirmed = true, status = status WHERE id = :id AND NOT confirmed";

    private static final String ASK =
            """
            INSERT INTO recipient_confirmation (destination_id, account_id, recipient, token_hash, expires_at)
            VALUES (:destination, :account, :recipient, :hash, now() + make_interval(secs => :valid))
            ON CONFLICT (destination_id) DO UPDATE
            SET recipient = excluded.recipient, token_hash = excluded.token_hash, expires_at = excluded.expires_at
            """;

    private static final String FORGET = "DELETE FROM recipient_confirmation WHERE destination_id = :id";

    private static final String FIND =
            """
            SELECT c.destination_id, c.account_id, c.recipient, a.name AS account FROM recipient_confirmation c
            JOIN account a ON a.id = c.account_id WHERE c.token_hash = :hash AND c.expires_at > now()
            """;

    private static final String TAKE =
            """
            DELETE FROM recipient_confirmation WHERE token_hash = :hash AND expires_at > now()
            RETURNING destination_id, account_id, recipient, '' AS account
            """;

    private final JdbcClient jdbc;
    private final CallRates rates;
    private final AuditLog audit;
    private final PublicAddress address;

    Confirmations(JdbcClient jdbc, CallRates rates, AuditLog audit, PublicAddress address) {
        this.jdbc = jdbc;
        this.rates = rates;
        this.audit = audit;
        this.address = address;
    }

    /** A recipient who was asked, and by whom. */
    record Asked(UUID destination, UUID accountId, String recipient, String account) {}

    /**
     * After a destination got a recipient, in the same transaction: holds its events and asks the recipient, if one needs
     * to be asked.
     *
     * @param before the recipient that it had; empty for none
     * @throws io.notifyflow.event.TooManyCalls if too many were asked
     */
    void settle(UUID account, UUID destination, DestinationType type, Optional<String> before, Optional<String> now) {
        if (now.isEmpty() || exempt(account, destination, type, now.get())) {
            jdbc.sql(RELEASE).param("id", destination).update();
            jdbc.sql(FORGET).param("id", destination).update();
        } else if (!before.map(same -> same.equalsIgnoreCase(now.get())).orElse(false)) {
            jdbc.sql(HOLD).param("id", destination).update();
            ask(account, destination, type, now.get());
        }
    }

    private boolean exempt(UUID account, UUID destination, DestinationType type, String recipient) {
        return jdbc.sql(EXEMPT)
                .param("account", account)
                .param("destination", destination)
                .param("type", type.name())
                .param("recipient", recipient)
                .query(Boolean.class)
                .single();
    }

    /**
     * Sends the recipient a new link; the one before does not lead anywhere any more. The mail goes out after the commit.
     *
     * @throws io.notifyflow.event.TooManyCalls if too many were sent
     */
    @Transactional
    public void ask(UUID account, UUID destination, DestinationType type, String recipient) {
        String problem = "too-many-confirmations";
        rates.take(
                new Rate("Confirmations for one destination", destination, PER_DESTINATION, DESTINATION_WINDOW),
                problem);
        rates.take(new Rate("Confirmations for one recipient", hash(recipient), PER_RECIPIENT, DAY), problem);
        rates.take(new Rate("Confirmations of one account", account, PER_ACCOUNT, DAY), problem);
        String token = TOKEN.generate();
        jdbc.sql(ASK)
                .param("destination", destination)
                .param("account", account)
                .param("recipient", recipient)
                .param("hash", ApiKeys.hash(token))
                .param("valid", (double) VALID.toSeconds())
                .update();
        String name = jdbc.sql("SELECT name FROM account WHERE id = :id")
                .param("id", account)
                .query(String.class)
                .single();
        String link = address.text() + PATH + token;
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                Thread.ofVirtual().name("confirmation").start(() -> send(destination, type, recipient, name, link));
            }
        });
    }

    private static String hash(String recipient) {
        return HexFormat.of().formatHex(ApiKeys.hash(recipient.toLowerCase(Locale.ROOT)));
    }

    private static void send(UUID destination, DestinationType type, String recipient, String account, String link) {
        try {
            type.askToConfirm(recipient, account, link);
        } catch (RuntimeException e) {
            log.warn(
                    "The recipient of destination {} could not be asked to confirm; ask again when mail works: {}",
                    destination,
                    e.getMessage());
        }
    }

    /** What a link is for; it stays valid. */
    Optional<Asked> find(String token) {
        return asked(FIND, token);
    }

    /** Lets the events go that the destination held; empty for a link that is not valid any more. */
    @Transactional
    public Optional<Asked> confirm(String token) {
        Optional<Asked> asked = asked(TAKE, token);
        asked.ifPresent(confirmed -> {
            jdbc.sql(RELEASE).param("id", confirmed.destination()).update();
            audit.write(
                    confirmed.accountId(),
                    Actor.HUB,
                    "destination.confirmed",
                    confirmed.destination(),
                    Map.of("recipient", confirmed.recipient()));
        });
        return asked;
    }

    private Optional<Asked> asked(String statement, String token) {
        return TOKEN.fits(token)
                ? jdbc.sql(statement)
                        .param("hash", ApiKeys.hash(token))
                        .query((row, index) -> new Asked(
                                row.getObject("destination_id", UUID.class),
                                row.getObject("account_id", UUID.class),
                                row.getString("recipient"),
                                row.getString("account")))
                        .optional()
                : Optional.empty();
    }
}

package io.notifyflow.deadletter;

import io.notifyflow.event.DeadLetter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What follows from a delivery that was given up: an event that nobody can have read does not count for the quota. What a
 * receiver of the account's own refused, it may have read.
 */
@Component("settlement")
public class Settlement {

    private static final Logger log = LoggerFactory.getLogger(Settlement.class);

    /** Two deliveries of one event that die at the same moment must not each leave the return to the other. */
    static final String LOCK_EVENT = "SELECT pg_advisory_xact_lock(hashtextextended(:event, 0))";

    /** A letter that was redriven in the meantime is none any more, and is settled when it dies again. */
    private static final String SETTLE =
            """
            WITH returned AS (
              INSERT INTO quota_return (event_id)
              SELECT CAST(:event AS uuid)
              WHERE NOT EXISTS (SELECT FROM delivery
                                WHERE event_id = CAST(:event AS uuid) AND status NOT IN ('dead', 'expired'))
                AND NOT EXISTS (SELECT FROM delivery_attempt
                                WHERE event_id = CAST(:event AS uuid) AND may_be_read)
              ON CONFLICT DO NOTHING
              RETURNING event_id
            ), counted AS (
              UPDATE usage SET returned = returned + 1
              FROM returned WHERE account_id = :account AND month = :month
            )
            UPDATE delivery SET settled = true
            WHERE event_id = CAST(:event AS uuid) AND destination_id = :destination AND status = 'dead'
            """;

    private static final String UNSETTLED =
            """
            SELECT id, event_id, destination_id, account_id, coalesce(error, '') AS error FROM delivery
            WHERE status = 'dead' AND NOT settled AND completed_at < now() - interval '10 seconds'
            ORDER BY event_id LIMIT 200
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ProducerTemplate producer;

    Settlement(JdbcClient jdbc, TransactionTemplate transaction, ProducerTemplate producer) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.producer = producer;
    }

    /** Gives the quota back if every delivery of the event is dead and no receiver of the account's may have read it; doing it again changes nothing. */
    public void settle(DeadLetter letter) {
        transaction.executeWithoutResult(status -> {
            jdbc.sql(LOCK_EVENT).param("event", letter.eventId().toString()).query(row -> {});
            jdbc.sql(SETTLE)
                    .param("event", letter.eventId())
                    .param("account", letter.accountId())
                    .param("month", monthOf(letter.eventId()))
                    .param("destination", letter.destinationId())
                    .update();
        });
    }

    /** Settles what a crash left between the record of an attempt and its consequences. */
    @Scheduled(fixedDelay = 10_000, initialDelay = 10_000)
    void settleTheRest() {
        List<DeadLetter> rest = jdbc.sql(UNSETTLED)
                .query((row, index) -> new DeadLetter(
                        row.getObject("id", UUID.class),
                        row.getObject("event_id", UUID.class),
                        row.getObject("destination_id", UUID.class),
                        row.getObject("account_id", UUID.class),
                        row.getString("error")))
                .list();
        rest.forEach(letter -> {
            log.info("Settling dead letter {} of event {}", letter.deliveryId(), letter.eventId());
            try {
                producer.sendBody("direct:delivery.dead-letter", letter);
            } catch (CamelExecutionException e) {
                log.warn(
                        "Dead letter {} is not settled yet; it is tried again in some seconds", letter.deliveryId(), e);
            }
        });
    }

    private static LocalDate monthOf(UUID event) {
        Instant accepted = Instant.ofEpochMilli(event.getMostSignificantBits() >>> 16);
        return LocalDate.ofInstant(accepted, ZoneOffset.UTC).withDayOfMonth(1);
    }
}

package io.notifyflow.deadletter;

import io.notifyflow.event.DeadLetter;
import java.util.List;
import java.util.UUID;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Gives up what waits for destinations that were deleted, so that its end can be seen. A message that is on its way while
 * its destination is deleted is waited for: what it comes to is the truth.
 */
@Component
class DeletedDestinations {

    private static final Logger log = LoggerFactory.getLogger(DeletedDestinations.class);

    static final String REASON = "destination deleted";

    private static final int AT_ONCE = 500;
    private static final int ROUNDS = 20;

    /**
     * Who sends gives the lane back after the message at hand; no message takes as long as a minute. A destination that led
     * elsewhere a moment ago may still be sent to in the lane that it had there.
     */
    private static final String DELETED_LATELY =
            """
            SELECT g.id FROM deleted_destination g
            WHERE g.deleted_at > now() - interval '5 minutes'
              AND (g.deleted_at < now() - interval '1 minute'
                OR NOT EXISTS (SELECT FROM delivery_lane lane
                               WHERE lane.leased_until >= now()
                                 AND (lane.id = g.lane_id
                                   OR lane.id = ANY (g.former_lanes) AND g.lane_left_at > now() - interval '1 minute')))
              AND EXISTS (SELECT FROM delivery d WHERE d.destination_id = g.id AND d.status = 'pending')
            """;

    /** Steps from the head of one destination to the next, as the dispatcher does; also finds what came late. */
    private static final String WITHOUT_DESTINATION =
            """
            WITH RECURSIVE head AS (
              (SELECT destination_id FROM delivery WHERE status = 'pending' ORDER BY destination_id, event_id LIMIT 1)
              UNION ALL
              SELECT next.destination_id
              FROM head CROSS JOIN LATERAL (
                SELECT destination_id FROM delivery
                WHERE status = 'pending' AND destination_id > head.destination_id
                ORDER BY destination_id, event_id LIMIT 1) next
            )
            SELECT destination_id FROM head
            WHERE NOT EXISTS (SELECT FROM destination t WHERE t.id = head.destination_id)
              AND NOT EXISTS (SELECT FROM deleted_destination g
                              WHERE g.id = head.destination_id AND g.deleted_at > now() - interval '1 minute')
            LIMIT 100
            """;

    private static final String GIVE_UP =
            """
            UPDATE delivery d SET status = 'dead', completed_at = now(), error = :reason, settled = false
            FROM (SELECT event_id FROM delivery WHERE destination_id = :destination AND status = 'pending'
                  ORDER BY event_id LIMIT :most FOR UPDATE SKIP LOCKED) waiting
            WHERE d.event_id = waiting.event_id AND d.destination_id = :destination AND d.status = 'pending'
              AND NOT EXISTS (SELECT FROM destination t WHERE t.id = :destination)
            RETURNING d.id, d.event_id, d.account_id
            """;

    private final JdbcClient jdbc;
    private final ProducerTemplate producer;

    DeletedDestinations(JdbcClient jdbc, ProducerTemplate producer) {
        this.jdbc = jdbc;
        this.producer = producer;
    }

    @Scheduled(fixedDelay = 1000)
    void giveUpLately() {
        giveUp(DELETED_LATELY);
    }

    @Scheduled(fixedDelay = 30_000, initialDelay = 10_000)
    void giveUpTheRest() {
        giveUp(WITHOUT_DESTINATION);
    }

    private void giveUp(String which) {
        try {
            jdbc.sql(which).query(UUID.class).list().forEach(this::giveUp);
        } catch (DataAccessException e) {
            log.warn("What waits for deleted destinations stays in the queue for the moment: {}", e.getMessage());
        }
    }

    private void giveUp(UUID destination) {
        int given = 0;
        int most = ROUNDS * AT_ONCE;
        List<DeadLetter> letters = next(destination);
        while (!letters.isEmpty()) {
            letters.forEach(letter -> producer.sendBody("direct:delivery.dead-letter", letter));
            given += letters.size();
            letters = given < most ? next(destination) : List.of();
        }
        log.info("{} events waited for destination {}, which was deleted, and are dead letters", given, destination);
    }

    private List<DeadLetter> next(UUID destination) {
        return jdbc.sql(GIVE_UP)
                .param("destination", destination)
                .param("reason", REASON)
                .param("most", AT_ONCE)
                .query((row, index) -> new DeadLetter(
                        row.getObject("id", UUID.class),
                        row.getObject("event_id", UUID.class),
                        destination,
                        row.getObject("account_id", UUID.class),
                        REASON))
                .list();
    }
}

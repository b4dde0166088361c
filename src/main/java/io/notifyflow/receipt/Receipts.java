package io.notifyflow.receipt;

import io.notifyflow.account.SecretCipher;
import io.notifyflow.event.EventIds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Receipts of webhooks, each written in the transaction of its effect. */
@Component("receipts")
public class Receipts {

    private static final Logger log = LoggerFactory.getLogger(Receipts.class);

    /** Waits for a transaction that writes the same receipt, and then finds it written. */
    private static final String ADD =
            """
            INSERT INTO webhook_receipt (id, provider, event_id, type, payload, received_at, state)
            VALUES (:id, :provider, :event, :type, :payload, :received, 'applied')
            ON CONFLICT (provider, event_id) DO NOTHING
            """;

    /** Takes the row's lock, so that of two replays one comes first. */
    private static final String REPLAY =
            """
            UPDATE webhook_receipt SET replays = replays + 1
            WHERE provider = :provider AND event_id = :event AND state = 'parked'
            """;

    private static final String SETTLE =
            """
            UPDATE webhook_receipt SET state = :state, reason = :reason, settled_at = now()
            WHERE provider = :provider AND event_id = :event
            """;

    private static final String FIND_STATE =
            "SELECT state, reason FROM webhook_receipt WHERE provider = :provider AND event_id = :event";

    private static final String FIND =
            """
            SELECT id, provider, event_id, type, payload, received_at, state FROM webhook_receipt WHERE id = :id
            """;

    private static final String LIST =
            """
            SELECT id, provider, event_id, type, received_at, state, reason, replays, settled_at FROM webhook_receipt
            WHERE (CAST(:state AS text) IS NULL OR state = :state)
              AND (CAST(:provider AS text) IS NULL OR provider = :provider)
              AND (CAST(:before AS uuid) IS NULL OR id < :before)
            ORDER BY id DESC LIMIT :limit
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final SecretCipher cipher;
    private final Clock clock;
    private final ReceiptMetrics metrics;

    Receipts(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            SecretCipher cipher,
            Clock clock,
            ReceiptMetrics metrics) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.cipher = cipher;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** A webhook that came in now; nothing is stored yet. */
    public Receipt received(String provider, String eventId, String type, String payload) {
        return new Receipt(EventIds.next(), provider, eventId, type, payload, clock.instant(), false);
    }

    /** What became of this event when it was received before; empty for a new one, and for one to be replayed. */
    public Optional<Settled> earlier(Receipt receipt) {
        return state(receipt).filter(known -> !receipt.replayed() || known.state() != Settled.State.PARKED);
    }

    private Optional<Settled> state(Receipt receipt) {
        return jdbc.sql(FIND_STATE)
                .param("provider", receipt.provider())
                .param("event", receipt.eventId())
                .query((row, index) -> new Settled(state(row), row.getString("reason")))
                .optional();
    }

    /**
     * Writes the receipt and what follows from it in one transaction.
     *
     * @param effect is not run if the event was settled meanwhile; what it throws undoes the receipt as well
     */
    public Settled settle(Receipt receipt, Supplier<Settled> effect) {
        Settled settled = Objects.requireNonNull(transaction.execute(status -> {
            if (!begun(receipt)) {
                return state(receipt).orElseThrow();
            }
            Settled result = effect.get();
            jdbc.sql(SETTLE)
                    .param("state", result.state().text())
                    .param("reason", result.reason(), Types.VARCHAR)
                    .param("provider", receipt.provider())
                    .param("event", receipt.eventId())
                    .update();
            return result;
        }));
        metrics.settled(receipt.provider(), settled);
        if (settled.state() == Settled.State.PARKED) {
            log.warn(
                    "A webhook of {} is parked: {} {}, receipt {}: {}",
                    receipt.provider(),
                    receipt.type(),
                    receipt.eventId(),
                    receipt.id(),
                    settled.reason());
        }
        return settled;
    }

    private boolean begun(Receipt receipt) {
        if (receipt.replayed()) {
            return jdbc.sql(REPLAY)
                            .param("provider", receipt.provider())
                            .param("event", receipt.eventId())
                            .update()
                    == 1;
        }
        return jdbc.sql(ADD)
                        .param("id", receipt.id())
                        .param("provider", receipt.provider())
                        .param("event", receipt.eventId())
                        .param("type", receipt.type())
                        .param("payload", cipher.encrypt(receipt.payload()))
                        .param("received", receipt.receivedAt().atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    /** A receipt with its state. */
    record Kept(Receipt receipt, Settled.State state) {}

    /**
     * @throws IllegalStateException if its payload was encrypted with another key
     */
    Optional<Kept> find(UUID id) {
        return jdbc.sql(FIND)
                .param("id", id)
                .query((row, index) -> new Kept(
                        new Receipt(
                                id,
                                row.getString("provider"),
                                row.getString("event_id"),
                                row.getString("type"),
                                cipher.decrypt(row.getBytes("payload")),
                                row.getObject("received_at", OffsetDateTime.class)
                                        .toInstant(),
                                true),
                        state(row)))
                .optional();
    }

    private static Settled.State state(ResultSet row) throws SQLException {
        return Settled.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT));
    }

    /** The newest first, without their payloads. */
    List<ReceiptView> list(ReceiptQuery query) {
        return jdbc.sql(LIST)
                .param("state", query.state(), Types.VARCHAR)
                .param("provider", query.provider(), Types.VARCHAR)
                .param("before", query.before(), Types.OTHER)
                .param("limit", query.limit())
                .query((row, index) -> view(row))
                .list();
    }

    private static ReceiptView view(ResultSet row) throws SQLException {
        @Nullable String reason = row.getString("reason");
        return new ReceiptView(
                row.getObject("id", UUID.class),
                row.getString("provider"),
                row.getString("event_id"),
                row.getString("type"),
                row.getString("state"),
                reason,
                row.getInt("replays"),
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                row.getObject("settled_at", OffsetDateTime.class).toInstant());
    }
}

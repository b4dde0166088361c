package io.notifyflow.delivery.discord;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The limits of senders, as all hubs on this database share them; times are the database's. */
@Repository
class DiscordSenderStore {

    private static final String OPEN =
            """
            INSERT INTO discord_sender (id) VALUES (:id) ON CONFLICT (id) DO UPDATE SET refused = NULL
            """;

    private static final String READ =
            """
            SELECT CASE WHEN paused_until > now() THEN extract(epoch FROM paused_until - now()) ELSE 0 END AS paused_for,
                   refused IS NOT NULL AS refused
            FROM discord_sender WHERE id = :id
            """;

    /**
     * Places are spread evenly, so that no second holds more than its share, whichever hub takes them. Nobody waits for
     * the disk: a server that crashes forgets the last moments, and takes longer to come back.
     */
    private static final String TAKE =
            """
            UPDATE discord_sender SET next_call_at = clock_timestamp() + make_interval(secs => :apart)
            FROM (SELECT set_config('synchronous_commit', 'off', true)) AS of_this_transaction
            WHERE id = :id AND next_call_at <= clock_timestamp() AND paused_until <= clock_timestamp()
              AND refused IS NULL
            """;

    private static final String TAKE_IN =
            """
            SELECT extract(epoch FROM greatest(next_call_at, paused_until, clock_timestamp()) - clock_timestamp())
            FROM discord_sender WHERE id = :id
            """;

    /** In a new window the limit is taken for what it was; the answer corrects it. */
    private static final String TAKE_OPENING =
            """
            UPDATE discord_sender SET
              dm_remaining = CASE WHEN dm_resets_at <= now() THEN dm_limit ELSE dm_remaining END - 1,
              dm_resets_at = CASE WHEN dm_resets_at <= now() THEN now() + interval '10 seconds' ELSE dm_resets_at END
            WHERE id = :id AND (dm_remaining > 0 OR dm_resets_at <= now())
            """;

    private static final String TAKE_OPENING_IN =
            """
            SELECT CASE WHEN dm_resets_at > now() THEN extract(epoch FROM dm_resets_at - now()) ELSE 0 END
            FROM discord_sender WHERE id = :id
            """;

    private static final String OPENED =
            """
            UPDATE discord_sender SET
              dm_remaining = CASE WHEN dm_limit = :limit THEN least(dm_remaining, :remaining) ELSE :remaining END,
              dm_limit = :limit,
              dm_resets_at = now() + make_interval(secs => :seconds)
            WHERE id = :id
            """;

    private static final String PAUSE =
            """
            UPDATE discord_sender SET paused_until = greatest(paused_until, now() + make_interval(secs => :seconds))
            WHERE id = :id
            """;

    private static final String REFUSE = "UPDATE discord_sender SET refused = :reason WHERE id = :id";

    private static final String COUNT_INVALID =
            """
            INSERT INTO discord_invalid_request (minute, count) VALUES (date_trunc('minute', now()), 1)
            ON CONFLICT (minute) DO UPDATE SET count = discord_invalid_request.count + 1
            """;

    /** Whole minutes, so up to eleven of them: rather too many than too few. */
    private static final String INVALID =
            "SELECT coalesce(sum(count), 0) FROM discord_invalid_request WHERE minute > now() - interval '11 minutes'";

    private static final String FORGET = "DELETE FROM discord_invalid_request WHERE minute < now() - interval '1 hour'";

    private static final String COUNT_INVALID_OF_ACCOUNT =
            """
            INSERT INTO discord_invalid_request_of_account (account_id, minute, count)
            VALUES (:account, date_trunc('minute', now()), 1)
            ON CONFLICT (account_id, minute) DO UPDATE SET count = discord_invalid_request_of_account.count + 1
            """;

    private static final String EXHAUSTED =
            """
            SELECT account_id FROM discord_invalid_request_of_account WHERE minute > now() - interval '11 minutes'
            GROUP BY account_id HAVING sum(count) >= :limit
            """;

    private static final String FORGET_OF_ACCOUNTS =
            "DELETE FROM discord_invalid_request_of_account WHERE minute < now() - interval '1 hour'";

    private static final double NANOS = 1e9;
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

    private final JdbcClient jdbc;

    DiscordSenderStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Makes sure that there is such a sender, and that its token may be tried. */
    void open(String sender) {
        jdbc.sql(OPEN).param("id", sender).update();
        forget();
    }

    /** Counts that matter no more. */
    void forget() {
        jdbc.sql(FORGET).update();
        jdbc.sql(FORGET_OF_ACCOUNTS).update();
    }

    Optional<SenderState.Row> read(String sender) {
        return jdbc.sql(READ)
                .param("id", sender)
                .query((row, index) -> new SenderState.Row(duration(row.getDouble(1)), row.getBoolean(2)))
                .optional();
    }

    /** Takes one call; zero, or how long to wait before asking again. */
    Duration take(String sender, int perSecond) {
        boolean taken = jdbc.sql(TAKE)
                        .param("id", sender)
                        .param("apart", 1.0 / perSecond)
                        .update()
                == 1;
        return taken ? Duration.ZERO : waitFor(TAKE_IN, sender);
    }

    /** Takes one call of Create DM; zero, or how long to wait before asking again. */
    Duration takeOpening(String sender) {
        boolean taken = jdbc.sql(TAKE_OPENING).param("id", sender).update() == 1;
        return taken ? Duration.ZERO : waitFor(TAKE_OPENING_IN, sender);
    }

    private Duration waitFor(String question, String sender) {
        double seconds =
                jdbc.sql(question).param("id", sender).query(Double.class).single();
        Duration wait = duration(seconds);
        return wait.compareTo(SHORTEST_WAIT) > 0 ? wait : SHORTEST_WAIT;
    }

    void opened(String sender, int remaining, int limit, Duration resetAfter) {
        jdbc.sql(OPENED)
                .param("id", sender)
                .param("remaining", remaining)
                .param("limit", limit)
                .param("seconds", resetAfter.toNanos() / NANOS)
                .update();
    }

    void pause(String sender, Duration time) {
        jdbc.sql(PAUSE)
                .param("id", sender)
                .param("seconds", time.toNanos() / NANOS)
                .update();
    }

    void refuse(String sender, String reason) {
        jdbc.sql(REFUSE).param("id", sender).param("reason", reason).update();
    }

    /** Counts one, and tells how many there were in the last ten minutes. */
    int countInvalidRequest() {
        jdbc.sql(COUNT_INVALID).update();
        return invalidRequests();
    }

    /** Counts one of an account. */
    void countInvalidRequest(UUID account) {
        jdbc.sql(COUNT_INVALID_OF_ACCOUNT).param("account", account).update();
    }

    /** The accounts for which there were so many in the last ten minutes. */
    Set<UUID> exhausted(int limit) {
        return Set.copyOf(
                jdbc.sql(EXHAUSTED).param("limit", limit).query(UUID.class).list());
    }

    int invalidRequests() {
        return jdbc.sql(INVALID).query(Integer.class).single();
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos((long) (seconds * NANOS));
    }
}

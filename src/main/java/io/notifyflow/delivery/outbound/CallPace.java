package io.notifyflow.delivery.outbound;

import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Limits that calls of many destinations share, over all hubs: so many at once, and then one after each interval; times
 * are the database's.
 */
@Repository
public class CallPace {

    /** The row holds when the allowance will be whole again; a call moves that on by one interval. */
    private static final String TAKE =
            """
            INSERT INTO call_pace (id, whole_at)
            VALUES (:id, clock_timestamp() + make_interval(secs => :every))
            ON CONFLICT (id) DO UPDATE
            SET whole_at = greatest(call_pace.whole_at, clock_timestamp()) + make_interval(secs => :every)
            WHERE call_pace.whole_at <= clock_timestamp() + make_interval(secs => :ahead)
            """;

    private static final String TAKE_IN =
            """
            SELECT extract(epoch FROM whole_at - make_interval(secs => :ahead) - clock_timestamp())
            FROM call_pace WHERE id = :id
            """;

    private static final String PAUSE =
            """
            INSERT INTO call_pace (id, whole_at)
            VALUES (:id, clock_timestamp() + make_interval(secs => :wait + :ahead))
            ON CONFLICT (id) DO UPDATE SET whole_at = greatest(call_pace.whole_at, excluded.whole_at)
            """;

    private static final double NANOS = 1e9;
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

    private final JdbcClient jdbc;

    CallPace(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Takes one call.
     *
     * @param id     what the limit is about
     * @param every  how soon a call is allowed again
     * @param atOnce how many there may be after a rest
     * @return zero, or how long to wait before asking again
     */
    public Duration take(String id, Duration every, int atOnce) {
        double ahead = ahead(every, atOnce);
        int taken = jdbc.sql(TAKE)
                .param("id", id)
                .param("every", seconds(every))
                .param("ahead", ahead)
                .update();
        if (taken == 1) {
            return Duration.ZERO;
        }
        double wait = jdbc.sql(TAKE_IN)
                .param("id", id)
                .param("ahead", ahead)
                .query(Double.class)
                .optional()
                .orElse(0.0);
        Duration told = Duration.ofNanos((long) (wait * NANOS));
        return told.compareTo(SHORTEST_WAIT) > 0 ? told : SHORTEST_WAIT;
    }

    /**
     * Lets nobody call for a while.
     *
     * @param every  as in {@link #take}
     * @param atOnce as in {@link #take}
     */
    public void pause(String id, Duration wait, Duration every, int atOnce) {
        jdbc.sql(PAUSE)
                .param("id", id)
                .param("wait", seconds(wait))
                .param("ahead", ahead(every, atOnce))
                .update();
    }

    /** How far the time when the allowance is whole may lie ahead. */
    private static double ahead(Duration every, int atOnce) {
        return seconds(every) * (atOnce - 1);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS;
    }
}

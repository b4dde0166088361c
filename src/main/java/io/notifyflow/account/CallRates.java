package io.notifyflow.account;

import io.notifyflow.event.Problem;
import io.notifyflow.event.TooManyCalls;
import java.time.Duration;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Counts calls that cost others something, such as mails to strangers, over all hubs. */
@Component
public class CallRates {

    private static final String TAKE =
            """
            INSERT INTO call_rate AS r (bucket, calls, until) VALUES (:bucket, 1, now() + make_interval(secs => :window))
            ON CONFLICT (bucket) DO UPDATE
            SET calls = CASE WHEN r.until <= now() THEN 1 ELSE r.calls + 1 END,
                until = CASE WHEN r.until <= now() THEN excluded.until ELSE r.until END
            RETURNING calls, until, extract(epoch FROM until - now()) AS wait
            """;

    private static final String FORGET = "DELETE FROM call_rate WHERE until < now()";

    private static final double NANOS = 1e9;

    private final JdbcClient jdbc;

    CallRates(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What is counted, and how often it may happen.
     *
     * @param name   such as {@code test of a destination}
     * @param of     whose calls are counted together, such as a key or a destination
     * @param most   calls in a window
     * @param window from the first call on
     */
    public record Rate(String name, String of, int most, Duration window) {

        public Rate(String name, UUID of, int most, Duration window) {
            this(name, of.toString(), most, window);
        }
    }

    private record Taken(int calls, Duration pause) {}

    /**
     * Counts one call.
     *
     * @param problem its type, such as {@code too-many-tests}
     * @throws TooManyCalls if there were too many already
     */
    public void take(Rate rate, String problem) {
        Taken taken = jdbc.sql(TAKE)
                .param("bucket", rate.name() + " " + rate.of())
                .param("window", (double) rate.window().toSeconds())
                .query((row, index) ->
                        new Taken(row.getInt("calls"), Duration.ofNanos((long) (row.getDouble("wait") * NANOS))))
                .single();
        if (taken.calls() > rate.most()) {
            throw new TooManyCalls(
                    Problem.of(
                            problem,
                            "This was asked for too often",
                            429,
                            "%s: at most %d in %s. Try again in %d s."
                                    .formatted(
                                            rate.name(),
                                            rate.most(),
                                            text(rate.window()),
                                            taken.pause().toSeconds() + 1)),
                    taken.pause());
        }
    }

    private static String text(Duration window) {
        return window.toHours() > 0
                ? window.toHours() + " h"
                : window.toMinutes() > 0 ? window.toMinutes() + " min" : window.toSeconds() + " s";
    }

    @Scheduled(fixedDelayString = "PT15M", initialDelayString = "PT15M")
    void forget() {
        jdbc.sql(FORGET).update();
    }
}

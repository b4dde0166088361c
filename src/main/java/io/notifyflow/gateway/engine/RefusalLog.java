package io.notifyflow.gateway.engine;

import io.notifyflow.event.Problem;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Logs refused keys, scopes and signatures and throttled callers, a line each, without anything that opens something. No
 * more lines in a second than somebody can read: the rest is counted.
 */
@Component
class RefusalLog {

    static final int LINES_PER_SECOND = 10;

    private static final Logger log = LoggerFactory.getLogger("io.notifyflow.security");
    private static final long SECOND = 1_000_000_000L;
    private static final Set<Integer> STATUSES = Set.of(401, 403, 429);

    private final AtomicLong second = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong lines = new AtomicLong();

    void refused(HttpServerRequest request, Problem problem) {
        if (!STATUSES.contains(problem.status())) {
            return;
        }
        long unlogged = take(Math.floorDiv(System.nanoTime(), SECOND));
        if (unlogged < 0) {
            return;
        }
        log.atInfo()
                .setMessage("request refused")
                .addKeyValue("reason", problem.type())
                .addKeyValue("status", problem.status())
                .addKeyValue("method", request.method().name())
                .addKeyValue("path", place(request.path()))
                .addKeyValue("address", request.remoteAddress().hostAddress())
                .addKeyValue("not_logged_before", unlogged)
                .log();
    }

    /** How many were not logged since the last line of an earlier second, or -1 if this one is not to be logged. */
    long take(long now) {
        long last = second.get();
        if (now != last && second.compareAndSet(last, now)) {
            return Math.max(0, lines.getAndSet(1) - LINES_PER_SECOND);
        }
        return lines.incrementAndGet() <= LINES_PER_SECOND ? 0 : -1;
    }

    /** The part of a path that holds no key: what follows a source's type does. */
    static String place(String path) {
        String[] parts = path.split("/", 5);
        if (parts.length > 2 && parts[1].equals("api")) {
            return path.length() > 200 ? path.substring(0, 200) : path;
        }
        return parts.length > 2 ? "/" + parts[1] + "/…" : path.length() > 200 ? path.substring(0, 200) : path;
    }
}

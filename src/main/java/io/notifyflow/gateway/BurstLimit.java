package io.notifyflow.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.notifyflow.account.Access;
import io.notifyflow.account.ApiKey;
import io.notifyflow.event.Problem;
import io.notifyflow.gateway.engine.ProblemResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Keeps each API key to the rate of its plan, so that one client's loop is no other's delay. Counted on each hub by
 * itself: what it protects is the hub.
 */
@Component
class BurstLimit {

    /** A client that was quiet may send so many seconds' worth at once. */
    private static final int WINDOW_SECONDS = 10;

    private static final int KEPT = 50_000;
    private static final long NANOS = 1_000_000_000L;

    private final ProblemResponse problems;
    private final Cache<UUID, Limited> buckets = Caffeine.newBuilder()
            .maximumSize(KEPT)
            .expireAfterAccess(Duration.ofMinutes(10))
            .build();

    BurstLimit(ProblemResponse problems) {
        this.problems = problems;
    }

    private record Limited(int perSecond, Bucket bucket) {

        static Limited to(int perSecond) {
            return new Limited(
                    perSecond,
                    Bucket.builder()
                            .addLimit(limit -> limit.capacity((long) perSecond * WINDOW_SECONDS)
                                    .refillGreedy(perSecond, Duration.ofSeconds(1)))
                            .build());
        }
    }

    /**
     * Takes one request of the key's, and tells the client what is left.
     *
     * @return whether it may pass; if not, it is answered
     */
    boolean passes(HttpServerRequest request, Access access) {
        Integer perSecond = access.account().plan().requestsPerSecond();
        ApiKey key = access.key();
        if (perSecond == null || key == null) {
            return true;
        }
        ConsumptionProbe taken = bucket(key.id(), perSecond).tryConsumeAndReturnRemaining(1);
        long wait = Math.max(1, (taken.getNanosToWaitForRefill() + NANOS - 1) / NANOS);
        request.response()
                .putHeader(
                        "RateLimit-Policy", "\"burst\";q=" + (long) perSecond * WINDOW_SECONDS + ";w=" + WINDOW_SECONDS)
                .putHeader("RateLimit", "\"burst\";r=" + taken.getRemainingTokens() + ";t=" + wait);
        if (taken.isConsumed()) {
            return true;
        }
        request.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(wait));
        problems.send(
                request,
                Problem.of(
                        "rate-limited",
                        "The API key sends too fast",
                        429,
                        "The plan " + access.account().plan().name() + " has " + perSecond
                                + " requests a second for each key; send events in batches, or try again in " + wait
                                + " s"));
        return false;
    }

    private Bucket bucket(UUID key, int perSecond) {
        Limited known = buckets.get(key, any -> Limited.to(perSecond));
        if (known.perSecond() != perSecond) {
            // The account has another plan by now.
            known = Limited.to(perSecond);
            buckets.put(key, known);
        }
        return known.bucket();
    }
}

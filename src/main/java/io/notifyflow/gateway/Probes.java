package io.notifyflow.gateway;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.health.HealthComponent;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Answers {@code /livez} and {@code /readyz} on the event loop, so that nothing else that is asked of the hub can delay
 * them. What readiness depends on is asked in the background when somebody wants to know it, at most once a second.
 */
@Component
class Probes {

    private static final Logger log = LoggerFactory.getLogger(Probes.class);

    private static final String LIVE = "/livez";
    private static final String READY = "/readyz";
    private static final String GROUP = "readiness";
    private static final String MEDIA_TYPE = "application/vnd.spring-boot.actuator.v3+json";
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** An older outcome is worth nothing: whatever the hub depends on has not answered since. */
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long MAX_WAIT_MILLIS = 500;

    private final Vertx vertx;
    private final ApplicationAvailability availability;
    private final ObjectProvider<HealthEndpoint> health;
    private final AtomicReference<@Nullable CompletableFuture<Outcome>> asking = new AtomicReference<>();
    private volatile Outcome last = new Outcome(false, System.nanoTime() - STALE_NANOS);
    private volatile boolean started;

    Probes(Vertx vertx, ApplicationAvailability availability, ObjectProvider<HealthEndpoint> health) {
        this.vertx = vertx;
        this.availability = availability;
        this.health = health;
    }

    private record Outcome(boolean up, long at) {

        boolean isYoungerThan(long nanos) {
            return System.nanoTime() - at < nanos;
        }
    }

    @EventListener(ApplicationReadyEvent.class)
    void started() {
        started = true;
    }

    /** Answers the request if it is a probe's. */
    boolean answers(HttpServerRequest request) {
        String path = request.path();
        boolean ready = READY.equals(path);
        if (!ready && !LIVE.equals(path)) {
            return false;
        }
        if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
            request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD").setStatusCode(405);
            var unused = request.response().end();
        } else if (ready) {
            answerReadiness(request);
        } else {
            answer(request, started && availability.getLivenessState() == LivenessState.CORRECT);
        }
        return true;
    }

    private void answerReadiness(HttpServerRequest request) {
        if (!started || availability.getReadinessState() != ReadinessState.ACCEPTING_TRAFFIC) {
            answer(request, false);
            return;
        }
        Outcome known = last;
        if (known.isYoungerThan(FRESH_NANOS)) {
            answer(request, known.up());
            return;
        }
        Context loop = vertx.getOrCreateContext();
        ask().completeOnTimeout(known, MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS)
                .thenAccept(outcome ->
                        loop.runOnContext(any -> answer(request, outcome.up() && outcome.isYoungerThan(STALE_NANOS))));
    }

    /** One at a time, whoever asks: the database may take seconds to say that it does not answer. */
    private CompletableFuture<Outcome> ask() {
        var mine = new CompletableFuture<Outcome>();
        CompletableFuture<Outcome> other = asking.compareAndExchange(null, mine);
        if (other != null) {
            return other.copy();
        }
        vertx.executeBlocking(this::look, false).onComplete(looked -> {
            if (looked.failed()) {
                log.warn(
                        "The state of the hub could not be read: {}",
                        looked.cause().toString());
            }
            last = new Outcome(looked.succeeded() && looked.result(), System.nanoTime());
            asking.set(null);
            mine.complete(last);
        });
        return mine.copy();
    }

    private boolean look() {
        HealthComponent found = health.getObject().healthForPath(GROUP);
        return found != null && Status.UP.equals(found.getStatus());
    }

    private static void answer(HttpServerRequest request, boolean up) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(up ? 200 : 503)
                .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader(Gateway.CONTENT_TYPE_OPTIONS, Gateway.NO_SNIFFING);
        var unused = response.end(up ? "{\"status\":\"UP\"}" : "{\"status\":\"DOWN\"}");
    }
}

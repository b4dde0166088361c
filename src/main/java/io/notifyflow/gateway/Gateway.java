package io.notifyflow.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.notifyflow.event.Problem;
import io.notifyflow.event.PublicPortBound;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * What every request on the public port passes: open or not, the API key and the size where they count, then a
 * route; what no route owns goes to the pages behind.
 */
@Component
public class Gateway implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Gateway.class);
    static final String EVENTS = "/api/v1/events";
    static final String BATCH = "/api/v1/events/batch";

    // Vert.x walks its routes by this number; the ones of Camel count up from 0.
    private static final int GATE = -100;
    private static final int KEY = -90;
    private static final int SIZE = -80;
    private static final int BODY = -70;
    private static final int HOME = -50;

    private final GatewaySettings settings;
    private final ApiKeyHandler apiKey;
    private final ProblemResponse problems;
    private final PagesProxy pages;
    private final Mounts mounts;
    private final ApplicationEventPublisher publisher;
    private final Timer acceptTime;
    private final AtomicInteger inProgress = new AtomicInteger();
    private volatile boolean open;
    private volatile boolean running;
    private volatile int port;

    Gateway(
            GatewaySettings settings,
            ApiKeyHandler apiKey,
            ProblemResponse problems,
            PagesProxy pages,
            Mounts mounts,
            ApplicationEventPublisher publisher,
            MeterRegistry registry) {
        this.settings = settings;
        this.apiKey = apiKey;
        this.problems = problems;
        this.pages = pages;
        this.mounts = mounts;
        this.publisher = publisher;
        this.acceptTime = Timer.builder("notifyflow.accept")
                .description("POST of an event or a batch, from its headers to the end of the answer")
                .publishPercentileHistogram()
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
    }

    /** The public port, once it is bound. */
    public int port() {
        return port;
    }

    void install(Router router, int boundPort) {
        port = boundPort;
        publisher.publishEvent(new PublicPortBound(boundPort));
        router.route().order(GATE).handler(this::gate).failureHandler(this::failed);
        router.route("/api/v1/*").order(KEY).handler(apiKey);
        limit(router, EVENTS, settings.eventSize());
        limit(router, BATCH, settings.batchSize());
        mounts.install(router);
        // The sandbox is where a newcomer sees the first message.
        router.get("/").order(HOME).handler(request -> request.redirect("/sandbox"));
        router.route().last().handler(request -> pages.handle(request, router));
    }

    private void limit(Router router, String path, DataSize size) {
        router.post(path).order(SIZE).handler(new BodyLimitHandler(size, problems));
        // Counts what a chunked body brings; Camel's own handler then finds the body read.
        router.post(path).order(BODY).handler(BodyHandler.create(false).setBodyLimit(size.toBytes()));
    }

    private void gate(RoutingContext request) {
        if (!open) {
            request.response()
                    .putHeader(HttpHeaders.RETRY_AFTER, "2")
                    .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            problems.send(
                    request,
                    Problem.of("unavailable", "The hub is starting or stopping", 503, "Try again in a moment"));
            return;
        }
        inProgress.incrementAndGet();
        boolean timed = request.request().method() == HttpMethod.POST
                && request.request().path().startsWith(EVENTS);
        long started = timed ? System.nanoTime() : 0;
        request.addEndHandler(ended -> {
            inProgress.decrementAndGet();
            if (timed) {
                acceptTime.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
            }
        });
        request.next();
    }

    private void failed(RoutingContext request) {
        int status = request.statusCode();
        if (status == 413) {
            long limit = BATCH.equals(request.request().path())
                    ? settings.batchSize().toBytes()
                    : settings.eventSize().toBytes();
            problems.send(request, BodyLimitHandler.tooLarge(limit));
        } else if (status >= 400 && status < 500) {
            problems.send(
                    request, Problem.of("bad-request", "The request is not valid HTTP", status, "Check the request"));
        } else {
            log.error("A request failed before it came to a route", request.failure());
            problems.send(
                    request,
                    Problem.of(
                            "internal-error",
                            "The hub failed",
                            500,
                            "The hub failed to handle the request; its log tells why"));
        }
    }

    @EventListener(ApplicationReadyEvent.class)
    @Order(0)
    void opened() {
        open = true;
    }

    @Override
    public void start() {
        running = true;
    }

    /** Closes the gate, and waits for the requests that have passed it. */
    @Override
    public void stop() {
        open = false;
        running = false;
        long deadline = System.nanoTime() + settings.drain().toNanos();
        while (inProgress.get() > 0 && System.nanoTime() < deadline) {
            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        if (inProgress.get() > 0) {
            log.warn("{} requests were still in progress after {}", inProgress.get(), settings.drain());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops before anything else: before admission, delivery, Spring's server and Camel. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 1000;
    }
}

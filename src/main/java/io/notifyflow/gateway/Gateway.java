package io.notifyflow.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.notifyflow.account.Access;
import io.notifyflow.account.Scope;
import io.notifyflow.event.Capacity;
import io.notifyflow.event.Problem;
import io.notifyflow.event.PublicPortBound;
import io.notifyflow.gateway.connection.ClientConnection;
import io.notifyflow.gateway.engine.ProblemResponse;
import io.notifyflow.gateway.engine.RouteTable;
import io.notifyflow.gateway.engine.Target;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * What every request on the public port passes: open or not, the API key and the size where they count, then a
 * route; what no route owns goes to the mounted pages, or to the ones behind.
 */
@Component
public class Gateway implements SmartLifecycle, Handler<HttpServerRequest> {

    private static final Logger log = LoggerFactory.getLogger(Gateway.class);
    private static final String API = "/api/v1";
    static final String EVENTS = "/api/v1/events";
    private static final String BATCH = "/api/v1/events/batch";
    static final String SOURCES = "/in/";
    static final String WEBHOOKS = "/webhooks/";
    static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
    static final CharSequence NO_SNIFFING = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

    private final GatewaySettings settings;
    private final CrossOrigin crossOrigin;
    private final ApiKeyCheck apiKey;
    private final BurstLimit bursts;
    private final RouteDispatch dispatch;
    private final Probes probes;
    private final RouteTable routes;
    private final ProblemResponse problems;
    private final Capacity capacity;
    private final Mounts mounts;
    private final ApplicationEventPublisher publisher;
    private final Timer acceptTime;
    private final AtomicInteger inProgress = new AtomicInteger();
    private volatile boolean open;
    private volatile boolean running;
    private volatile int port;

    Gateway(
            GatewaySettings settings,
            CrossOrigin crossOrigin,
            ApiKeyCheck apiKey,
            BurstLimit bursts,
            RouteDispatch dispatch,
            Probes probes,
            RouteTable routes,
            ProblemResponse problems,
            Capacity capacity,
            Mounts mounts,
            ApplicationEventPublisher publisher,
            MeterRegistry registry) {
        this.settings = settings;
        this.crossOrigin = crossOrigin;
        this.apiKey = apiKey;
        this.bursts = bursts;
        this.dispatch = dispatch;
        this.probes = probes;
        this.routes = routes;
        this.problems = problems;
        this.capacity = capacity;
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

    /** @param ownPort where this hub calls itself, in the clear; the public one unless that has TLS */
    void bound(int boundPort, int ownPort) {
        port = boundPort;
        publisher.publishEvent(new PublicPortBound(ownPort));
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (probes.answers(request)) {
            return;
        }
        if (!open) {
            request.response()
                    .putHeader(HttpHeaders.RETRY_AFTER, "2")
                    .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            ClientConnection.of(request).closeAfterAnswer();
            problems.send(
                    request,
                    Problem.of("unavailable", "The hub is starting or stopping", 503, "Try again in a moment"));
            return;
        }
        try {
            String path = routes.path(request);
            boolean post = request.method() == HttpMethod.POST;
            boolean event = post && (path.equals(EVENTS) || path.equals(BATCH));
            boolean webhook = path.startsWith(WEBHOOKS);
            boolean api = path.startsWith(API) && (path.length() == API.length() || path.charAt(API.length()) == '/');
            Handler<Void> ended = begin(request, event);
            if (api || webhook || path.startsWith(SOURCES)) {
                protect(request);
            }
            if (api && crossOrigin.answers(request)) {
                return;
            }
            if ((event || post && path.startsWith(SOURCES)) && capacity.exhausted()) {
                dispatch.refuseForNow(request);
                return;
            }
            if (api) {
                apiKey.check(request, needed(request, event), access -> {
                    if (bursts.passes(request, access)) {
                        dispatch(request, path, access, ended);
                    }
                });
            } else {
                dispatch(request, path, null, ended);
            }
        } catch (RuntimeException e) {
            failed(request, e);
        }
    }

    /** What a program is told is neither guessed at nor kept by what lies between: it is one account's, or a secret. */
    private static void protect(HttpServerRequest request) {
        request.response().putHeader(CONTENT_TYPE_OPTIONS, NO_SNIFFING).putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
    }

    /** By method, so that a route that somebody adds is protected before they think of it. */
    private static Scope needed(HttpServerRequest request, boolean event) {
        if (event) {
            return Scope.SEND;
        }
        HttpMethod method = request.method();
        return method == HttpMethod.GET || method == HttpMethod.HEAD ? Scope.READ : Scope.MANAGE;
    }

    private Handler<Void> begin(HttpServerRequest request, boolean timed) {
        inProgress.incrementAndGet();
        long started = timed ? System.nanoTime() : 0;
        Handler<Void> ended = ignored -> {
            inProgress.decrementAndGet();
            if (timed) {
                acceptTime.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
            }
        };
        request.response().endHandler(ended);
        return ended;
    }

    private void dispatch(HttpServerRequest request, String path, @Nullable Access access, Handler<Void> ended) {
        try {
            Target target = routes.find(request, path);
            if (target instanceof Target.Found found) {
                dispatch.serve(request, found, access);
            } else if (SignatureCheck.needed(access)) {
                // A signed request is used up whatever its answer: sent again later, it must not find a route.
                dispatch.refuseSigned(request, target, access);
            } else if (target instanceof Target.Nobody) {
                // Pages have their own.
                request.response().headers().remove(CONTENT_TYPE_OPTIONS).remove(HttpHeaders.CACHE_CONTROL);
                mounts.handle(request, path, ended);
            } else {
                dispatch.refuse(request, target);
            }
        } catch (RuntimeException e) {
            failed(request, e);
        }
    }

    private void failed(HttpServerRequest request, RuntimeException failure) {
        if (failure instanceof IllegalArgumentException) {
            problems.send(
                    request, Problem.of("bad-request", "The request is not valid HTTP", 400, "Check the request"));
        } else {
            log.error("A request failed before it came to a route", failure);
            problems.sendInternalError(request);
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

package io.notifyflow.gateway.engine;

import io.notifyflow.account.Access;
import io.notifyflow.account.ChangeBarrier;
import io.notifyflow.event.Problem;
import io.notifyflow.event.RouteStopped;
import io.notifyflow.routefiles.RouteFigures;
import io.notifyflow.routefiles.RouteFigures.OfRoute;
import io.notifyflow.routefiles.RouteStops;
import io.notifyflow.routefiles.Withdrawable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.Suspendable;
import org.apache.camel.component.platform.http.DefaultPlatformHttpConsumer;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.Method;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one route: on a virtual thread a request, or on the event loop where the route's policy says so. A route that
 * fails is answered by the route {@value #FAILURES}.
 */
class RouteConsumer extends DefaultConsumer implements PlatformHttpConsumer, Suspendable, ServedRoute, Withdrawable {

    static final String FAILURES = "direct:http.answer-problem";

    private static final int SERVER_ERROR = 500;
    private static final Logger log = LoggerFactory.getLogger(RouteConsumer.class);

    private final RouteTable routes;
    private final ExecutorService requestThreads;
    private final ProblemResponse problems;
    private final RouteStops stops;
    private final RouteFigures figures;
    private final ChangeBarrier changes;
    private final HeaderFilterStrategy filter;
    private final BlockingWatch watch = new BlockingWatch();
    private volatile boolean onLoop;
    private volatile @Nullable AsyncProcessor failures;
    private RouteTable.@Nullable Mount mount;

    RouteConsumer(
            PlatformHttpEndpoint endpoint,
            Processor processor,
            RouteTable routes,
            ExecutorService requestThreads,
            ProblemResponse problems,
            RouteStops stops,
            RouteFigures figures,
            ChangeBarrier changes) {
        super(endpoint, processor);
        this.routes = routes;
        this.requestThreads = requestThreads;
        this.problems = problems;
        this.stops = stops;
        this.figures = figures;
        this.changes = changes;
        this.filter = endpoint.getHeaderFilterStrategy();
    }

    @Override
    public PlatformHttpEndpoint getEndpoint() {
        return (PlatformHttpEndpoint) super.getEndpoint();
    }

    @Override
    public String path() {
        return getEndpoint().getPath();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        PlatformHttpEndpoint endpoint = getEndpoint();
        boolean checked = endpoint.getComponent().isServerRequestValidation();
        mount = new RouteTable.Mount(
                new PathTemplate(endpoint.getPath(), endpoint.isMatchOnUriPrefix()),
                methods(endpoint.getHttpMethodRestrict()),
                MediaTypes.of(checked ? endpoint.getConsumes() : null),
                MediaTypes.of(checked ? endpoint.getProduces() : null),
                this);
        routes.mount(mount);
    }

    private static Set<String> methods(@Nullable String restrict) {
        Set<Method> methods = Method.parseList(restrict == null ? null : restrict.replace(" ", ""));
        return methods.equals(Method.getAll())
                ? Set.of()
                : methods.stream().map(Enum::name).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void withdraw() {
        if (mount != null) {
            routes.unmount(mount);
        }
    }

    @Override
    protected void doStop() throws Exception {
        withdraw();
        super.doStop();
    }

    void runOnEventLoop(String routeId) {
        setRouteId(routeId);
        onLoop = true;
    }

    @Override
    public void serve(
            HttpServerRequest request,
            Map<String, String> parameters,
            @Nullable Access access,
            byte @Nullable [] body) {
        String route = route();
        if (stops.isStopped(route)) {
            request.response().putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(RouteStopped.RETRY_SECONDS));
            problems.send(request, RouteStopped.problem(route));
            return;
        }
        if (isSuspended()) {
            request.response().putHeader(HttpHeaders.RETRY_AFTER, "2");
            problems.send(
                    request,
                    Problem.of("unavailable", "The route is suspended", 503, "Nothing was done. Try again later"));
            return;
        }
        Exchange exchange = createExchange(false);
        exchange.setPattern(ExchangePattern.InOut);
        var message = new RequestMessage(
                exchange.getContext(), new RequestHeaders(request, filter), request.query(), parameters);
        message.setBody(body);
        exchange.setIn(message);
        if (access != null) {
            exchange.setVariable("account", access.account());
            exchange.setVariable("actor", access.actor());
        }
        if (!hasVariables(exchange, request, parameters)) {
            releaseExchange(exchange, false);
            return;
        }
        new Serving(exchange, request, figures.of(route)).begin();
    }

    /** An event whose address says nothing is spared them; a malformed query is refused. */
    private boolean hasVariables(Exchange exchange, HttpServerRequest request, Map<String, String> parameters) {
        if (onLoop && parameters.isEmpty() && request.query() == null) {
            return true;
        }
        try {
            RequestVariables.of(request, path(request), parameters).forEach(exchange::setVariable);
            return true;
        } catch (IllegalArgumentException malformed) {
            problems.send(
                    request,
                    Problem.of(
                            "invalid-parameter",
                            "A parameter is not valid",
                            400,
                            malformed.getMessage() + "; write % as %25"));
            return false;
        }
    }

    /** Camel tells the id to the consumer around this one. */
    private String route() {
        if (getRouteId() == null) {
            getEndpoint().getCamelContext().getRoutes().stream()
                    .filter(route -> route.getConsumer() instanceof DefaultPlatformHttpConsumer http
                            && http.getPlatformHttpConsumer() == this)
                    .findFirst()
                    .map(Route::getId)
                    .ifPresent(this::setRouteId);
        }
        String known = getRouteId();
        return known == null ? path() : known;
    }

    private static String path(HttpServerRequest request) {
        String path = request.path();
        return path == null ? "/" : path;
    }

    private void watch(long nanos) {
        if (watch.tooSlow(nanos) && onLoop) {
            onLoop = false;
            log.warn(
                    "Route {} promised by routePolicy eventLoop that it never waits, but {} ms and more passed in it"
                            + " again and again; its requests have virtual threads from now on. Move the step that"
                            + " waits behind a threads step, or remove the policy",
                    getRouteId(),
                    TimeUnit.NANOSECONDS.toMillis(nanos));
        }
    }

    private AsyncProcessor failures() throws Exception {
        AsyncProcessor known = failures;
        if (known == null) {
            CamelContext camel = getEndpoint().getCamelContext();
            known = camel.getEndpoint(FAILURES).createAsyncProducer();
            failures = known;
        }
        return known;
    }

    /** A request on its way through the route; also the executor that brings it back to its event loop. */
    private final class Serving implements AsyncCallback, Executor {

        private final Exchange exchange;
        private final HttpServerRequest request;
        private final ResponseWriter response;
        private final OfRoute figures;
        private final long began = System.nanoTime();
        private final Context loop = Vertx.currentContext();
        private boolean failed;

        Serving(Exchange exchange, HttpServerRequest request, OfRoute figures) {
            this.exchange = exchange;
            this.request = request;
            this.figures = figures;
            this.response = new ResponseWriter(request, filter);
        }

        void begin() {
            if (onLoop) {
                runTimed(this::route);
            } else {
                requestThreads.execute(this::route);
            }
        }

        private void route() {
            try {
                createUoW(exchange);
                getAsyncProcessor().process(exchange, this);
            } catch (Exception e) {
                exchange.setException(e);
                done(true);
            }
        }

        private void runTimed(Runnable task) {
            long started = System.nanoTime();
            LoopContinuations.run(this, task);
            watch(System.nanoTime() - started);
        }

        /** For what goes on after a wait. */
        @Override
        public void execute(Runnable task) {
            if (onLoop) {
                loop.runOnContext(ignored -> runTimed(task));
            } else {
                requestThreads.execute(task);
            }
        }

        @Override
        public void done(boolean doneSync) {
            Exception failure = exchange.getException();
            if (failure == null) {
                answer();
            } else if (failed) {
                refuse(failure);
            } else {
                failed = true;
                answerFailure(failure);
            }
        }

        private void answerFailure(Exception failure) {
            exchange.setException(null);
            exchange.setProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, failure);
            exchange.setRouteStop(false);
            try {
                failures().process(exchange, this);
            } catch (Exception e) {
                e.addSuppressed(failure);
                refuse(e);
            }
        }

        private void answer() {
            try {
                if (exchange.getMessage().getBody() instanceof Answer answer) {
                    count(answer.status(), exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT));
                    whenInEffect(answer.status(), () -> onLoop(() -> response.send(answer)));
                } else {
                    ResponseWriter.Head head = response.head(
                            exchange.getMessage(),
                            exchange.isFailed(),
                            exchange.getContext().getTypeConverter());
                    count(head.status(), exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT));
                    InputStream content = head.stream();
                    whenInEffect(head.status(), () -> {
                        if (content == null) {
                            onLoop(() -> response.send(head));
                        } else {
                            requestThreads.execute(() -> stream(head, content));
                        }
                    });
                }
            } catch (Exception e) {
                refuse(e);
            }
        }

        /** Whoever has the answer of a change sees it with the next request. */
        private void whenInEffect(int status, Runnable write) {
            if (OwnWrites.maybe(request.method(), path(), status)) {
                var unused = changes.passed().thenRun(write);
            } else {
                write.run();
            }
        }

        private void stream(ResponseWriter.Head head, InputStream content) {
            try {
                response.stream(head, content, loop);
            } catch (Exception e) {
                log.warn("The answer of {} broke off: {}", path(), e.getMessage());
                loop.runOnContext(ignored -> request.connection().close());
            } finally {
                end();
            }
        }

        /** What a client did wrong is no failure of the route. */
        private void count(int status, @Nullable Object failure) {
            long took = System.nanoTime() - began;
            if (status < SERVER_ERROR) {
                figures.completed(took);
            } else {
                figures.failed(
                        took,
                        failure == null
                                ? "status " + status
                                : failure.getClass().getName(),
                        exchange.getExchangeId());
            }
        }

        private void refuse(Exception failure) {
            count(SERVER_ERROR, failure);
            getExceptionHandler().handleException("A request could not be answered", exchange, failure);
            onLoop(() -> problems.sendInternalError(request));
        }

        private void onLoop(Runnable write) {
            if (Vertx.currentContext() == loop) {
                writeAndEnd(write);
            } else {
                loop.runOnContext(ignored -> writeAndEnd(write));
            }
        }

        private void writeAndEnd(Runnable write) {
            try {
                write.run();
            } finally {
                end();
            }
        }

        private void end() {
            doneUoW(exchange);
            releaseExchange(exchange, false);
        }
    }
}

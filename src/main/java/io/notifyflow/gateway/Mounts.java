package io.notifyflow.gateway;

import io.notifyflow.account.SourceSizes;
import io.notifyflow.event.Problem;
import io.notifyflow.gateway.engine.ProblemResponse;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What no route owns: other modules' routers, each below a path named like its bean, then the pages behind. Their bodies
 * are received whole before.
 */
@Component
class Mounts {

    private static final Logger log = LoggerFactory.getLogger(Mounts.class);
    private static final String MOUNTED = "notifyflow.mounted";

    private final Router router;
    private final List<String> prefixes;
    private final GatewaySettings settings;
    private final SourceSizes sizes;
    private final BodyReader bodies;
    private final TrustedProxies proxies;
    private final PagesProxy pages;
    private final MetricsGate metrics;
    private final ProblemResponse problems;

    Mounts(
            Vertx vertx,
            Map<String, Router> routers,
            GatewaySettings settings,
            SourceSizes sizes,
            BodyReader bodies,
            TrustedProxies proxies,
            PagesProxy pages,
            MetricsGate metrics,
            ProblemResponse problems) {
        this.metrics = metrics;
        this.router = Router.router(vertx);
        this.prefixes = routers.keySet().stream().map(path -> "/" + path).toList();
        this.settings = settings;
        this.sizes = sizes;
        this.bodies = bodies;
        this.proxies = proxies;
        this.pages = pages;
        this.problems = problems;
        router.route().handler(Mounts::prepare).failureHandler(this::failed);
        routers.forEach((path, mounted) -> {
            // Vert.x writes no content in answer to HEAD, whoever made it.
            router.head("/" + path + "*")
                    .handler(request ->
                            request.reroute(HttpMethod.GET, request.request().uri()));
            router.route("/" + path + "*").subRouter(mounted);
        });
        router.route().handler(this::pass);
    }

    /** What the handlers of the router need of the request; the router knows only the request itself. */
    private record Mounted(Handler<Void> ended, @Nullable Buffer body) {}

    /**
     * Serves the request, or refuses it.
     *
     * @param path  as the table of routes has it
     * @param ended is told when the request has ended
     */
    void handle(HttpServerRequest request, String path, Handler<Void> ended) {
        if (metrics.refuses(request)) {
            return;
        }
        boolean mounted = prefixes.stream().anyMatch(path::startsWith);
        long limit = (mounted ? sizes.sourceSize() : settings.pageSize()).toBytes();
        bodies.read(request, limit, proxies.network(request), (body, release) -> {
            Handler<Void> released = any -> {
                release.run();
                ended.handle(any);
            };
            // An announced body has come to its end, also where it is empty.
            Buffer whole = body != null
                    ? Buffer.buffer(body)
                    : ProblemResponse.announcesBody(request) ? Buffer.buffer() : null;
            if (mounted) {
                Vertx.currentContext().putLocal(MOUNTED, new Mounted(released, whole));
                router.handle(request);
            } else {
                pass(request, whole, released);
            }
        });
    }

    private void pass(HttpServerRequest request, @Nullable Buffer body, Handler<Void> ended) {
        request.response().endHandler(ended);
        Runnable leave = pages.enter(request);
        if (leave != null) {
            request.response().endHandler(any -> {
                leave.run();
                ended.handle(any);
            });
            pages.pass(request, body);
        }
    }

    private void pass(RoutingContext request) {
        Runnable leave = pages.enter(request.request());
        if (leave != null) {
            request.addEndHandler(any -> leave.run());
            pages.pass(request.request(), mounted().body());
        }
    }

    private static Mounted mounted() {
        Context context = Vertx.currentContext();
        return context.getLocal(MOUNTED);
    }

    /** The router has an end handler of its own, which takes the place of the one that is there. */
    private static void prepare(RoutingContext request) {
        Mounted mounted = mounted();
        request.addEndHandler(any -> mounted.ended().handle(null));
        if (mounted.body() != null && request instanceof RoutingContextInternal known) {
            known.setBody(mounted.body());
        }
        if (request instanceof RoutingContextInternal known) {
            // A handler for bodies would wait for one that has come already.
            known.visitHandler(RoutingContextInternal.BODY_HANDLER);
        }
        request.next();
    }

    private void failed(RoutingContext request) {
        int status = request.statusCode();
        if (status >= 400 && status < 500) {
            problems.send(
                    request.request(),
                    Problem.of("bad-request", "The request is not valid HTTP", status, "Check the request"));
        } else {
            log.error("A page failed", request.failure());
            problems.sendInternalError(request.request());
        }
    }
}

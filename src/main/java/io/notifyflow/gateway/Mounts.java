package io.notifyflow.gateway;

import io.notifyflow.event.Problem;
import io.notifyflow.gateway.engine.ProblemResponse;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What no route owns: other modules' routers, each below a path named like its bean, then the pages behind. */
@Component
class Mounts {

    private static final Logger log = LoggerFactory.getLogger(Mounts.class);
    private static final String ENDED = "notifyflow.ended";

    private final Router router;
    private final ProblemResponse problems;

    Mounts(Vertx vertx, Map<String, Router> routers, PagesProxy pages, ProblemResponse problems) {
        this.router = Router.router(vertx);
        this.problems = problems;
        router.route().handler(Mounts::keepEndHandler).failureHandler(this::failed);
        routers.forEach((path, mounted) -> {
            // Vert.x writes no content in answer to HEAD, whoever made it.
            router.head("/" + path + "*")
                    .handler(request ->
                            request.reroute(HttpMethod.GET, request.request().uri()));
            router.route("/" + path + "*").subRouter(mounted);
        });
        router.route().handler(request -> pages.pass(request.request()));
    }

    /**
     * @param ended is told when the request has ended
     */
    void handle(HttpServerRequest request, Handler<Void> ended) {
        Vertx.currentContext().putLocal(ENDED, ended);
        router.handle(request);
    }

    /** The router has an end handler of its own, which takes the place of the one that is there. */
    private static void keepEndHandler(RoutingContext request) {
        Context context = Vertx.currentContext();
        Handler<Void> ended = context.getLocal(ENDED);
        request.addEndHandler(any -> ended.handle(null));
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

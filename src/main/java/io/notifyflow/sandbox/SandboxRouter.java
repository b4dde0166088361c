package io.notifyflow.sandbox;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/** The sandbox on HTTP, to be mounted as a sub-router: Discord's API, what it got as JSON, and a page. */
public final class SandboxRouter {

    /** Discord takes larger bodies for files, which the sandbox does not. */
    private static final long BODY_LIMIT = 1 << 20;

    private static final int TOO_LARGE = 413;

    private SandboxRouter() {}

    /**
     * A router for {@code parent.route("/sandbox*").subRouter(...)}; with {@code /sandbox/*} Vert.x would not find
     * the page without a slash at its end.
     */
    public static Router create(Vertx vertx, Sandbox sandbox) {
        return create(vertx, sandbox, RoutingContext::next);
    }

    /** @param gate lets a request pass, or answers it */
    static Router create(Vertx vertx, Sandbox sandbox, Handler<RoutingContext> gate) {
        Router router = Router.router(vertx);
        router.route().handler(gate);
        router.routeWithRegex("/api/.*").handler(new BodiesInProgress(BODY_LIMIT, sandbox));
        router.routeWithRegex("/api/.*")
                .handler(BodyHandler.create(false).setBodyLimit(BODY_LIMIT))
                .failureHandler(context -> failed(context, sandbox));
        new SandboxCalls(sandbox).serveOn(router);
        new SandboxLog(sandbox).serveOn(router);
        new SandboxPages(sandbox).serveOn(router);
        return router;
    }

    private static void failed(RoutingContext context, Sandbox sandbox) {
        if (context.failure() instanceof HttpClosedException) {
            // The caller went away, and nobody is left to be answered.
            return;
        }
        if (context.statusCode() != TOO_LARGE) {
            context.next();
            return;
        }
        Reply reply = DiscordError.TOO_LARGE.reply();
        sandbox.countReceived();
        sandbox.countRefused(reply.status(), false);
        context.response()
                .setStatusCode(reply.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(reply.body());
    }
}

package io.notifyflow.sandbox;

import io.notifyflow.event.ClientAddress;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;

/** Discord's API over HTTP: turns requests into calls and carries out the scripted faults. */
final class SandboxCalls {

    private static final int BAD_REQUEST = 400;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final String VERSION = "/api(?:/v[0-9]+)?";
    /** Ids have 20 digits and tokens 68 characters; limits remember both, so none is longer than it needs to be. */
    private static final String RESOURCE = "(?<resource>[^/]{1,64})";

    private static final String WEBHOOK = VERSION + "/webhooks/" + RESOURCE + "/(?<secret>[^/]{1,128})";

    private final Sandbox sandbox;
    private final DiscordApi api;

    SandboxCalls(Sandbox sandbox) {
        this.sandbox = sandbox;
        this.api = new DiscordApi(sandbox);
    }

    void serveOn(Router router) {
        router.postWithRegex(WEBHOOK).handler(context -> serve(context, ApiRoute.EXECUTE_WEBHOOK));
        router.getWithRegex(WEBHOOK).handler(context -> serve(context, ApiRoute.GET_WEBHOOK));
        router.postWithRegex(VERSION + "/channels/" + RESOURCE + "/messages")
                .handler(context -> serve(context, ApiRoute.CREATE_MESSAGE));
        router.postWithRegex(VERSION + "/users/@me/channels").handler(context -> serve(context, ApiRoute.CREATE_DM));
        router.getWithRegex(VERSION + "/users/@me").handler(context -> serve(context, ApiRoute.GET_SELF));
        router.routeWithRegex("/api/.*").handler(context -> {
            sandbox.countReceived();
            send(context, DiscordError.NOT_FOUND.reply());
        });
    }

    private void serve(RoutingContext context, ApiRoute route) {
        sandbox.countReceived();
        ApiCall call = call(context, route);
        if (route.hasBody() && sandbox.hasListeners()) {
            sandbox.tellListeners(new ReceivedCall(
                    route.operation(), call.wantsMessage(), new String(body(context), StandardCharsets.UTF_8)));
        }
        Reply refusal = api.refusalAtTheEdge(call);
        if (refusal != null) {
            send(context, refusal);
            return;
        }
        RateDecision decision = sandbox.rateLimits().take(call);
        if (decision.throttled()) {
            decision.eachHeader(context.response()::putHeader);
            send(context, decision.refusal());
            return;
        }
        SandboxFault fault = sandbox.faults().take(call.resource());
        if (!(fault instanceof SandboxFault.Answer)) {
            decision.eachHeader(context.response()::putHeader);
        }
        if (fault == null) {
            send(context, answer(context, call));
        } else {
            sandbox.countFault();
            fail(context, call, fault);
        }
    }

    private void fail(RoutingContext context, ApiCall call, SandboxFault fault) {
        switch (fault) {
            case SandboxFault.Answer scripted -> sendScripted(context, call, scripted);
            case SandboxFault.Delay delay ->
                context.vertx()
                        .setTimer(
                                Math.max(1, delay.duration().toMillis()),
                                timer -> send(context, answer(context, call)));
            case SandboxFault.ResetConnection reset -> endConnection(context);
            case SandboxFault.AcceptThenReset reset -> {
                answer(context, call);
                endConnection(context);
            }
            case SandboxFault.CutBody cut -> sendHalf(context, answer(context, call));
            case SandboxFault.BlackHole silence -> {}
        }
    }

    private Reply answer(RoutingContext context, ApiCall call) {
        return api.answer(call, body(context));
    }

    private static byte[] body(RoutingContext context) {
        Buffer body = context.body().buffer();
        return body == null ? new byte[0] : body.getBytes();
    }

    private static ApiCall call(RoutingContext context, ApiRoute route) {
        HttpServerRequest request = context.request();
        return new ApiCall(
                route,
                parameter(context, "resource"),
                parameter(context, "secret"),
                ClientAddress.of(request.remoteAddress().hostAddress()).network(),
                request.getHeader(HttpHeaders.USER_AGENT),
                request.getHeader(HttpHeaders.AUTHORIZATION),
                request.getHeader(HttpHeaders.CONTENT_TYPE),
                "true".equalsIgnoreCase(request.getParam("wait")));
    }

    private static String parameter(RoutingContext context, String name) {
        String value = context.pathParam(name);
        return value == null ? "" : value;
    }

    private void send(RoutingContext context, Reply reply) {
        HttpServerResponse response = context.response();
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(reply.status());
        if (reply.status() >= BAD_REQUEST) {
            sandbox.countRefused(reply.status(), reply.status() == TOO_MANY_REQUESTS);
        }
        String body = reply.body();
        if (body == null) {
            response.end();
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(body);
        }
    }

    private static void sendHalf(RoutingContext context, Reply reply) {
        Buffer body = Buffer.buffer(reply.body() == null ? "{}" : reply.body());
        context.response()
                .setStatusCode(reply.status() == 204 ? 200 : reply.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
                .write(body.slice(0, body.length() / 2))
                .onComplete(written -> endConnection(context));
    }

    /** Over HTTP/2 only the stream ends; over HTTP/1.1 an answer already begun can only be cut by its connection. */
    private static void endConnection(RoutingContext context) {
        if (!context.response().reset()) {
            context.request().connection().close();
        }
    }

    private void sendScripted(RoutingContext context, ApiCall call, SandboxFault.Answer answer) {
        HttpServerResponse response = context.response().setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        if (answer.status() >= BAD_REQUEST) {
            sandbox.countRefused(answer.status(), false);
        }
        if (answer.status() == TOO_MANY_REQUESTS) {
            sandbox.rateLimits().announce(call, answer);
        }
        response.end(answer.body());
    }
}

package io.notifyflow.gateway;

import io.notifyflow.event.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.httpproxy.HttpProxy;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.web.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Passes what no route owns to Spring's server on its loopback port. */
@Component
class PagesProxy {

    private static final int CONNECT_MILLIS = 2000;

    private final HttpProxy proxy;
    private final ProblemResponse problems;
    private volatile int port;

    PagesProxy(Vertx vertx, ProblemResponse problems) {
        var options = new HttpClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setMaxPoolSize(64)
                .setDecompressionSupported(false);
        this.proxy = HttpProxy.reverseProxy(vertx.createHttpClient(options))
                .originSelector(request -> io.vertx.core.Future.succeededFuture(
                        io.vertx.core.net.SocketAddress.inetSocketAddress(port, "127.0.0.1")));
        this.problems = problems;
    }

    @EventListener
    void started(ServletWebServerInitializedEvent started) {
        port = started.getWebServer().getPort();
    }

    void handle(RoutingContext request, Router router) {
        var methods = new TreeSet<String>();
        boolean owned = false;
        for (Route route : router.getRoutes()) {
            if (ownedByRoute(route, request.normalizedPath())) {
                owned = true;
                route.methods().forEach(method -> methods.add(method.name()));
            }
        }
        if (owned) {
            refuse(request, methods);
        } else {
            pass(request.request());
        }
    }

    /** Camel's routes have a path and methods; the gateway's own handlers lack one of the two, or count below 0. */
    private static boolean ownedByRoute(Route route, String path) {
        String pattern = route.getPath();
        if (pattern == null || route.methods() == null || pattern.endsWith("*")) {
            return false;
        }
        String expression = Pattern.compile("/")
                .splitAsStream(pattern)
                .map(segment -> segment.startsWith(":") ? "[^/]+" : Pattern.quote(segment))
                .collect(Collectors.joining("/"));
        return path.matches(expression);
    }

    private void refuse(RoutingContext request, TreeSet<String> methods) {
        String method = request.request().method().name();
        if (methods.contains(method)) {
            String sent = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
            problems.send(
                    request,
                    Problem.of(
                            "unsupported-media-type",
                            "The content type is not supported",
                            415,
                            sent == null
                                    ? "Send Content-Type: application/json"
                                    : "Send Content-Type: application/json; a batch may also be application/x-ndjson"));
        } else {
            String allowed = String.join(", ", methods);
            request.response().putHeader(HttpHeaders.ALLOW, allowed);
            problems.send(
                    request,
                    Problem.of(
                            "method-not-allowed", "The method is not allowed here", 405, "Allowed here: " + allowed));
        }
    }

    private void pass(HttpServerRequest request) {
        MultiMap headers = request.headers();
        // Spring trusts these from loopback, so what a client sends under their names must not get there.
        headers.remove("Forwarded");
        headers.names().stream()
                .filter(name -> name.regionMatches(true, 0, "X-Forwarded-", 0, 12))
                .toList()
                .forEach(headers::remove);
        headers.set("X-Forwarded-For", request.remoteAddress().hostAddress());
        headers.set("X-Forwarded-Proto", request.scheme());
        if (request.authority() != null) {
            headers.set("X-Forwarded-Host", request.authority().toString());
        }
        proxy.handle(request);
    }
}

package io.notifyflow.gateway;

import io.notifyflow.account.ChangeBarrier;
import io.notifyflow.account.PublicAddress;
import io.notifyflow.event.Problem;
import io.notifyflow.gateway.engine.OwnWrites;
import io.notifyflow.gateway.engine.ProblemResponse;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Passes what no route owns to Spring's server on its loopback port, a bounded number of requests at a time. */
@Component
class PagesProxy {

    private static final int CONNECT_MILLIS = 2000;
    private static final int HTTP = 80;
    /** One client may have this part of what all clients may have at a time. */
    private static final int CLIENTS = 4;

    private static final int BAD_REQUEST = 400;
    private static final String BODY = "notifyflow.page-body";
    private static final String ODD = "\"<>\\^`{|}";

    private final HttpProxy proxy;
    private final PublicAddress address;
    private final TrustedProxies proxies;
    private final ProblemResponse problems;
    private final ClientSlots slots;
    private final ClientSlots streams;
    private volatile int port;

    PagesProxy(
            Vertx vertx,
            GatewaySettings settings,
            PublicAddress address,
            TrustedProxies proxies,
            ProblemResponse problems,
            ChangeBarrier changes) {
        this.proxies = proxies;
        this.address = address;
        this.problems = problems;
        this.slots = new ClientSlots(settings.pages(), settings.pages() / CLIENTS);
        this.streams = new ClientSlots(settings.streams(), settings.streams() / CLIENTS);
        var options = new HttpClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setMaxPoolSize(settings.pages() + settings.streams())
                .setDecompressionSupported(false);
        this.proxy = HttpProxy.reverseProxy(
                        new ProxyOptions().setSupportWebSocket(false), vertx.createHttpClient(options))
                .originSelector(request -> Future.succeededFuture(SocketAddress.inetSocketAddress(port, "127.0.0.1")))
                .addInterceptor(new Exchanges())
                .addInterceptor(new AnswersInEffect(changes));
    }

    @EventListener
    void started(ServletWebServerInitializedEvent started) {
        port = started.getWebServer().getPort();
    }

    /**
     * Takes a slot for this request, or refuses it.
     *
     * @return to be run when the request has ended; null if it is refused
     */
    @Nullable
    Runnable enter(HttpServerRequest request) {
        String client = proxies.network(request);
        // The live view holds its request for as long as somebody looks at it.
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        ClientSlots taken = accept != null && accept.contains("text/event-stream") ? streams : slots;
        if (proxies.byUnknownProxy(request)) {
            if (taken.takeShared()) {
                return taken::giveShared;
            }
        } else if (taken.take(client)) {
            return () -> taken.give(client);
        }
        request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
        problems.send(
                request,
                Problem.of(
                        "overloaded",
                        "The hub has more to do than it can in good time",
                        503,
                        "Too many pages are being made at a time. Try again in a moment"));
        return null;
    }

    /**
     * Passes the request on.
     *
     * @param body the whole body, null for none
     */
    void pass(HttpServerRequest request, @Nullable Buffer body) {
        Problem malformed = PageParameters.problem(request, body);
        if (malformed != null) {
            problems.send(request, malformed);
            return;
        }
        forward(request);
        // Also for none: what is left of the request may have ended before the proxy would read it, and never end for
        // it.
        Vertx.currentContext().putLocal(BODY, body == null ? Buffer.buffer() : body);
        // Pages have their own.
        request.response().headers().remove(TransportSecurity.HEADER);
        proxy.handle(request);
    }

    private void forward(HttpServerRequest request) {
        MultiMap headers = request.headers();
        String client = proxies.client(request);
        // Spring trusts these from loopback, so what a client sends under their names must not get there.
        headers.remove("Forwarded");
        headers.names().stream()
                .filter(name -> name.regionMatches(true, 0, "X-Forwarded-", 0, 12))
                .toList()
                .forEach(headers::remove);
        // The body is here: how it came is over.
        headers.remove(HttpHeaders.TRANSFER_ENCODING);
        headers.set("X-Forwarded-For", client);
        boolean known = address.known();
        headers.set("X-Forwarded-Proto", known ? address.scheme() : request.scheme());
        if (known) {
            headers.set("X-Forwarded-Host", address.authority());
            headers.set("X-Forwarded-Port", Integer.toString(address.port()));
        } else if (request.authority() != null) {
            headers.set("X-Forwarded-Host", request.authority().toString());
            headers.set("X-Forwarded-Port", Integer.toString(port(request.authority())));
        }
    }

    /** Whoever has the answer of a change sees it with the next request. */
    private record AnswersInEffect(ChangeBarrier changes) implements ProxyInterceptor {

        @Override
        public Future<Void> handleProxyResponse(ProxyContext answered) {
            return OwnWrites.maybe(
                            answered.request().getMethod(), answered.response().getStatusCode())
                    ? Future.fromCompletionStage(changes.passed(), Vertx.currentContext())
                            .compose(passed -> answered.sendResponse())
                    : answered.sendResponse();
        }
    }

    private static int port(HostAndPort authority) {
        return authority.port() > 0 ? authority.port() : HTTP;
    }

    /** Sends a body that has come already, and replaces what Tomcat writes by itself. */
    private final class Exchanges implements ProxyInterceptor {

        @Override
        public Future<ProxyResponse> handleProxyRequest(ProxyContext proxied) {
            Context context = Vertx.currentContext();
            Buffer body = context.getLocal(BODY);
            if (body != null) {
                context.removeLocal(BODY);
                proxied.request().setBody(Body.body(body));
            }
            proxied.request().setURI(encoded(proxied.request().getURI()));
            return proxied.sendRequest();
        }

        @Override
        public Future<Void> handleProxyResponse(ProxyContext proxied) {
            ProxyResponse response = proxied.response();
            // Pages have this header whoever makes them; only what Tomcat refuses before it asks anybody has not.
            if (response.getStatusCode() >= BAD_REQUEST && !response.headers().contains(Gateway.CONTENT_TYPE_OPTIONS)) {
                HttpServerRequest request = proxied.request().proxiedRequest();
                int status = response.getStatusCode();
                response.release();
                problems.send(
                        request,
                        Problem.of(
                                "bad-request",
                                "The request is not valid HTTP",
                                status,
                                "The page cannot be asked for like this; check the address"));
                return Future.succeededFuture();
            }
            return proxied.sendResponse();
        }
    }

    /** Tomcat refuses characters that browsers send in a query as they are. */
    private static String encoded(String uri) {
        StringBuilder encoded = null;
        for (int i = 0; i < uri.length(); i++) {
            char character = uri.charAt(i);
            boolean odd = ODD.indexOf(character) >= 0;
            if (odd && encoded == null) {
                encoded = new StringBuilder(uri.length() + 16).append(uri, 0, i);
            }
            if (encoded != null && odd) {
                encoded.append('%').append(String.format("%02X", (int) character));
            } else if (encoded != null) {
                encoded.append(character);
            }
        }
        return encoded == null ? uri : encoded.toString();
    }
}

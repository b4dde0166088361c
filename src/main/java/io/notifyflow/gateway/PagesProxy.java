package io.notifyflow.gateway;

import io.notifyflow.account.ChangeBarrier;
import io.notifyflow.account.PublicAddress;
import io.notifyflow.gateway.engine.OwnWrites;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import org.springframework.boot.web.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Passes what no route owns to Spring's server on its loopback port. */
@Component
class PagesProxy {

    private static final int CONNECT_MILLIS = 2000;
    private static final int HTTP = 80;
    /** Each live view holds one for as long as somebody looks at it. */
    private static final int MOST_CONNECTIONS = 2000;

    private final HttpProxy proxy;
    private final PublicAddress address;
    private final TrustedProxies proxies;
    private volatile int port;

    PagesProxy(Vertx vertx, PublicAddress address, TrustedProxies proxies, ChangeBarrier changes) {
        this.proxies = proxies;
        this.address = address;
        var options = new HttpClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setMaxPoolSize(MOST_CONNECTIONS)
                .setDecompressionSupported(false);
        this.proxy = HttpProxy.reverseProxy(vertx.createHttpClient(options))
                .originSelector(request ->
                        Future.succeededFuture(io.vertx.core.net.SocketAddress.inetSocketAddress(port, "127.0.0.1")))
                .addInterceptor(new AnswersInEffect(changes));
    }

    @EventListener
    void started(ServletWebServerInitializedEvent started) {
        port = started.getWebServer().getPort();
    }

    void pass(HttpServerRequest request) {
        MultiMap headers = request.headers();
        String client = proxies.client(request);
        // Spring trusts these from loopback, so what a client sends under their names must not get there.
        headers.remove("Forwarded");
        headers.names().stream()
                .filter(name -> name.regionMatches(true, 0, "X-Forwarded-", 0, 12))
                .toList()
                .forEach(headers::remove);
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
        proxy.handle(request);
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
}

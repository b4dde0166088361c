package io.notifyflow.gateway;

import io.notifyflow.gateway.connection.Connections;
import io.notifyflow.gateway.connection.LoopConnections;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * The listening port. Its connections are spread over as many event loops as half the processors. With TLS there is a
 * second one, in the clear and on loopback, for the hub's own calls.
 */
class PublicServer extends ServiceSupport {

    private static final int IDLE_SECONDS = 120;
    /** Above what the check of the head lets through, so that it alone decides. */
    private static final int DECODER_BYTES = 16 * 1024;
    /** Vert.x gives all listeners on one negative port the same free one. */
    private static final int ANY_FREE = -1;

    private static final int ANY_OTHER_FREE = -2;

    private static final String LOOPBACK = "127.0.0.1";

    private final Vertx vertx;
    private final GatewaySettings settings;
    private final PublicTls tls;
    private final Handler<HttpServerRequest> requests;
    private final Handler<HttpServerRequest> invalid;
    private final Connections connections;
    private final TrustedProxies proxies;
    private final AtomicInteger port = new AtomicInteger();
    private final AtomicInteger ownPort = new AtomicInteger();
    private @Nullable String deployment;

    PublicServer(
            Vertx vertx,
            GatewaySettings settings,
            PublicTls tls,
            Handler<HttpServerRequest> requests,
            Handler<HttpServerRequest> invalid,
            Connections connections,
            TrustedProxies proxies) {
        this.vertx = vertx;
        this.settings = settings;
        this.tls = tls;
        this.requests = requests;
        this.invalid = invalid;
        this.connections = connections;
        this.proxies = proxies;
    }

    /** The port that is bound. */
    int port() {
        return port.get();
    }

    /** Where the hub calls itself. */
    int ownPort() {
        return tls.enabled() ? ownPort.get() : port.get();
    }

    @Override
    protected void doStart() {
        int loops = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        try {
            deployment = vertx.deployVerticle(Listener::new, new DeploymentOptions().setInstances(loops))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw new PortUnavailable(settings.address(), settings.port(), e.getCause());
        }
    }

    @Override
    protected void doStop() {
        if (deployment != null) {
            vertx.undeploy(deployment).toCompletionStage().toCompletableFuture().join();
            deployment = null;
        }
    }

    private HttpServerOptions options(String address, int fixedPort) {
        return new HttpServerOptions()
                .setHost(address)
                .setPort(fixedPort == 0 ? ANY_FREE : fixedPort)
                .setTcpNoDelay(true)
                .setMaxInitialLineLength(DECODER_BYTES)
                .setMaxHeaderSize(DECODER_BYTES)
                .setAcceptBacklog(1024)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                // Nothing here speaks WebSocket or HTTP/2 in the clear, and each would have a handler in every
                // connection.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setHttp2ClearTextEnabled(false);
    }

    private final class Listener extends AbstractVerticle {

        @Override
        public void start(Promise<Void> started) {
            LoopConnections opened = connections.ofThisLoop(vertx, proxies::trusts);
            HttpServerOptions open = tls.secured(options(settings.address(), settings.port()));
            Future<Void> listening =
                    listen(open, opened, port).onSuccess(tls::serves).mapEmpty();
            if (tls.enabled()) {
                listening = listening.compose(ignored -> listen(options(LOOPBACK, ANY_OTHER_FREE), opened, ownPort)
                        .mapEmpty());
            }
            listening.onComplete(started);
        }

        private Future<HttpServer> listen(HttpServerOptions options, LoopConnections opened, AtomicInteger bound) {
            return vertx.createHttpServer(options)
                    .connectionHandler(opened::opened)
                    .requestHandler(requests)
                    .invalidRequestHandler(invalid)
                    .listen()
                    .onSuccess(server -> bound.set(server.actualPort()));
        }
    }
}

package io.notifyflow.gateway;

import io.notifyflow.gateway.connection.Connections;
import io.notifyflow.gateway.connection.LoopConnections;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
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

/** The listening port. Its connections are spread over as many event loops as half the processors. */
class PublicServer extends ServiceSupport {

    private static final int IDLE_SECONDS = 120;
    /** Above what the check of the head lets through, so that it alone decides. */
    private static final int DECODER_BYTES = 16 * 1024;
    /** Vert.x gives all listeners on one negative port the same free one. */
    private static final int ANY_FREE = -1;

    private final Vertx vertx;
    private final GatewaySettings settings;
    private final Handler<HttpServerRequest> requests;
    private final Handler<HttpServerRequest> invalid;
    private final Connections connections;
    private final TrustedProxies proxies;
    private final AtomicInteger port = new AtomicInteger();
    private @Nullable String deployment;

    PublicServer(
            Vertx vertx,
            GatewaySettings settings,
            Handler<HttpServerRequest> requests,
            Handler<HttpServerRequest> invalid,
            Connections connections,
            TrustedProxies proxies) {
        this.vertx = vertx;
        this.settings = settings;
        this.requests = requests;
        this.invalid = invalid;
        this.connections = connections;
        this.proxies = proxies;
    }

    /** The port that is bound. */
    int port() {
        return port.get();
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

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHost(settings.address())
                .setPort(settings.port() == 0 ? ANY_FREE : settings.port())
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
            HttpServer server = vertx.createHttpServer(options())
                    .connectionHandler(opened::opened)
                    .requestHandler(requests)
                    .invalidRequestHandler(invalid);
            server.listen()
                    .onSuccess(bound -> port.set(bound.actualPort()))
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }
}

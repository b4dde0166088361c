package io.notifyflow.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A sandbox on its own loopback port, for tests and benchmarks. */
public final class SandboxServer implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final String MOUNT = "/sandbox";
    private static final int START_SECONDS = 20;

    private final Vertx vertx;
    private final Sandbox sandbox;
    private final int port;

    private SandboxServer(Vertx vertx, Sandbox sandbox, int port) {
        this.vertx = vertx;
        this.sandbox = sandbox;
        this.port = port;
    }

    /** Starts with the default settings on a free port. */
    public static SandboxServer start() {
        return start(new Sandbox(SandboxSettings.defaults()), 0);
    }

    /** Starts on this port; 0 takes a free one. */
    public static SandboxServer start(Sandbox sandbox, int port) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
        Router router = Router.router(vertx);
        router.route(MOUNT + "*").subRouter(SandboxRouter.create(vertx, sandbox));
        HttpServer server =
                vertx.createHttpServer(new HttpServerOptions().setHost(HOST)).requestHandler(router);
        return new SandboxServer(vertx, sandbox, await(server.listen(port)).actualPort());
    }

    /** What Discord's {@code https://discord.com/api/v10} is here. */
    public URI apiBase() {
        return URI.create("http://" + HOST + ":" + port + MOUNT + "/api/v10");
    }

    /** The page's address, below which are {@code /messages} and {@code /stats}. */
    public URI page() {
        return URI.create("http://" + HOST + ":" + port + MOUNT);
    }

    /** The sandbox behind the port. */
    public Sandbox sandbox() {
        return sandbox;
    }

    /** The script of faults, empty at first. */
    public SandboxFaults faults() {
        return sandbox.faults();
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the sandbox's server started or stopped", interrupted);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IllegalStateException("the sandbox's server did not start or stop", failed);
        }
    }
}

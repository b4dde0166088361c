package io.notifyflow.bench.load;

import io.notifyflow.bench.machine.BenchFailed;
import io.notifyflow.bench.machine.Loopback;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** A server that takes every message at once, and does next to nothing with it. */
public final class Sink implements AutoCloseable {

    /** Enough for whoever waits for the message that was made. */
    private static final Buffer MESSAGE = Buffer.buffer("{\"id\":\"1\"}");

    private static final int START_SECONDS = 20;

    private final Vertx vertx;
    private final URI address;
    private final byte[] mark;
    private final LongAdder calls = new LongAdder();
    private final LongAdder events = new LongAdder();
    private volatile Consumer<Buffer> listener = body -> {};

    private Sink(Vertx vertx, String mark) {
        this.vertx = vertx;
        this.mark = mark.getBytes(StandardCharsets.UTF_8);
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().setHost(Loopback.HOST))
                .requestHandler(this::receive);
        try {
            var listening = server.listen(0).toCompletionStage().toCompletableFuture();
            this.address = Loopback.address(
                    listening.get(START_SECONDS, TimeUnit.SECONDS).actualPort());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailed("Interrupted while the sink started", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new BenchFailed("The sink does not start: " + e.getMessage(), e);
        }
    }

    /**
     * @param mark what a message holds once for each event that it is about
     */
    public static Sink start(String mark) {
        return new Sink(Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1)), mark);
    }

    /** Who posts to /accepted gets a 202; everything else is answered as Discord answers a message. */
    private void receive(HttpServerRequest request) {
        request.bodyHandler(body -> {
            listener.accept(body);
            calls.increment();
            events.add(marks(body.getBytes()));
            if (request.path().equals("/accepted")) {
                request.response().setStatusCode(202).end();
            } else {
                request.response().putHeader("Content-Type", "application/json").end(MESSAGE);
            }
        });
    }

    private int marks(byte[] body) {
        int found = 0;
        for (int i = 0; i + mark.length <= body.length; i++) {
            int matched = 0;
            while (matched < mark.length && body[i + matched] == mark[matched]) {
                matched++;
            }
            if (matched == mark.length) {
                found++;
                i += mark.length - 1;
            }
        }
        return found;
    }

    /** From now on the listener gets each message as it arrives. */
    public void listen(Consumer<Buffer> next) {
        listener = next;
    }

    public URI address() {
        return address;
    }

    public long calls() {
        return calls.sum();
    }

    public long events() {
        return events.sum();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}

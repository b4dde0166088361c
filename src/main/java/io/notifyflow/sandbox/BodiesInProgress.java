package io.notifyflow.sandbox;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds what the bodies of all calls in progress may hold together, counted by the length that each announces. */
final class BodiesInProgress implements Handler<RoutingContext> {

    /** Eight of the largest, or some thousand messages. */
    static final long MAX_BYTES = 8 << 20;

    private final long bodyLimit;
    private final Sandbox sandbox;
    private final AtomicLong held = new AtomicLong();

    BodiesInProgress(long bodyLimit, Sandbox sandbox) {
        this.bodyLimit = bodyLimit;
        this.sandbox = sandbox;
    }

    @Override
    public void handle(RoutingContext context) {
        long length = length(context);
        if (length > bodyLimit) {
            // The body's reader refuses it before it holds any of it.
            context.next();
            return;
        }
        if (held.addAndGet(length) > MAX_BYTES) {
            held.addAndGet(-length);
            sandbox.countRefused(DiscordError.OVERLOADED.status(), false);
            context.response()
                    .setStatusCode(DiscordError.OVERLOADED.status())
                    .putHeader(HttpHeaders.RETRY_AFTER, "1")
                    .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(DiscordError.OVERLOADED.reply().body())
                    // The body that was announced is not read.
                    .onComplete(sent -> context.request().connection().close());
            return;
        }
        context.addEndHandler(ended -> held.addAndGet(-length));
        context.next();
    }

    /** A body of no announced length may become as long as any. */
    private long length(RoutingContext context) {
        String announced = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (announced == null) {
            return context.request().headers().contains(HttpHeaders.TRANSFER_ENCODING) ? bodyLimit : 0;
        }
        try {
            return Math.max(0, Long.parseLong(announced));
        } catch (NumberFormatException malformed) {
            return bodyLimit;
        }
    }
}

package io.notifyflow.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** The sandbox for machines: what it got, and its counts, in JSON. */
final class SandboxLog {

    private static final int NO_CONTENT = 204;
    private static final int BAD_REQUEST = 400;

    /** Messages written at a time; some tens of kilobytes. */
    private static final int CHUNK = 64;

    private final Sandbox sandbox;

    SandboxLog(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    void serveOn(Router router) {
        router.get("/messages").handler(this::list);
        router.delete("/messages").handler(context -> {
            sandbox.clear();
            context.response().setStatusCode(NO_CONTENT).end();
        });
        router.get("/stats").handler(this::stats);
    }

    private void list(RoutingContext context) {
        long after;
        int limit;
        try {
            after = Long.parseLong(context.request().getParam("after", "0"));
            limit = Integer.parseUnsignedInt(context.request().getParam("limit", Integer.toString(Integer.MAX_VALUE)));
        } catch (NumberFormatException notANumber) {
            json(context)
                    .setStatusCode(BAD_REQUEST)
                    .end("{\"message\":\"'after' takes a message id and 'limit' a whole number\"}");
            return;
        }
        String channel = context.request().getParam("channel");
        Stream<SandboxMessage> messages = sandbox.store().after(after, Integer.MAX_VALUE).stream();
        if (channel != null) {
            messages = messages.filter(message -> message.channel().equals(channel));
        }
        List<SandboxMessage> found = messages.limit(limit).toList();
        HttpServerResponse response = json(context).setChunked(true);
        response.write("[");
        writeFrom(found.iterator(), response, "");
    }

    /** Writes as fast as the reader reads, so that a slow reader fills no memory. */
    private static void writeFrom(Iterator<SandboxMessage> messages, HttpServerResponse response, String separator) {
        String between = separator;
        while (messages.hasNext()) {
            Buffer chunk = Buffer.buffer();
            for (int count = 0; count < CHUNK && messages.hasNext(); count++) {
                append(chunk.appendString(between), messages.next());
                between = ",\n";
            }
            response.write(chunk);
            if (response.writeQueueFull()) {
                response.drainHandler(drained -> writeFrom(messages, response, ",\n"));
                return;
            }
        }
        response.end("]");
    }

    /** By hand, because all three values are JSON already or need no escaping. */
    private static void append(Buffer chunk, SandboxMessage message) {
        chunk.appendString("{\"channel\":\"")
                .appendString(message.channel())
                .appendString("\",\"time\":\"")
                .appendString(message.time().toString())
                .appendString("\",\"message\":")
                .appendString(message.json())
                .appendString("}");
    }

    private void stats(RoutingContext context) {
        try {
            json(context).end(DiscordApi.JSON.writeValueAsString(sandbox.stats()));
        } catch (JsonProcessingException unexpected) {
            context.fail(unexpected);
        }
    }

    private static HttpServerResponse json(RoutingContext context) {
        return context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
    }
}

package io.notifyflow.gateway.engine;

import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.camel.Message;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.TypeConverter;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.ObjectHelper;
import org.jspecify.annotations.Nullable;

/** Writes what a route made as the response to its request. */
final class ResponseWriter {

    private static final String STATUS = "CamelHttpResponseCode";
    private static final int CHUNK = 64 * 1024;
    private static final int NO_CONTENT = 204;

    private final HttpServerRequest request;
    private final HeaderFilterStrategy filter;

    ResponseWriter(HttpServerRequest request, HeaderFilterStrategy filter) {
        this.request = request;
        this.filter = filter;
    }

    /** All but what has to be read from a stream. */
    record Head(int status, Map<String, List<String>> headers, byte[] content, @Nullable InputStream stream) {}

    void send(Answer answer) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(answer.status());
        if (answer.status() != NO_CONTENT) {
            response.headers().set(HttpHeaders.CONTENT_TYPE, answer.contentType());
        }
        answer.headers().forEach(response::putHeader);
        end(response, answer.status(), answer.content());
    }

    void send(Head head) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        begin(response, head);
        end(response, head.status(), head.content());
    }

    private static void begin(HttpServerResponse response, Head head) {
        response.setStatusCode(head.status());
        head.headers().forEach(response::putHeader);
    }

    private void end(HttpServerResponse response, int status, byte[] content) {
        if (isHead()) {
            if (status != NO_CONTENT) {
                response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(content.length));
            }
            var unused = response.end();
        } else {
            var unused = response.end(Buffer.buffer(Unpooled.wrappedBuffer(content)));
        }
    }

    /** Of what is asked for with HEAD the headers are sent, and no content. */
    private boolean isHead() {
        return request.method() == HttpMethod.HEAD;
    }

    /** Status, headers and body of a message, as Camel's other engines have them. */
    Head head(Message message, boolean failed, TypeConverter converter) throws NoTypeConversionAvailableException {
        Object body = message.getBody();
        Integer status = message.getHeader(STATUS, Integer.class);
        boolean empty = body == null || body instanceof String text && text.isBlank();
        int known = status == null ? failed ? 500 : 200 : status;
        Map<String, List<String>> headers = headers(message, converter);
        if (empty) {
            return new Head(known == 200 ? 204 : known, headers, new byte[0], null);
        }
        if (body instanceof byte[] || body instanceof String) {
            return new Head(
                    known, headers, converter.mandatoryConvertTo(byte[].class, message.getExchange(), body), null);
        }
        InputStream stream = converter.tryConvertTo(InputStream.class, message.getExchange(), body);
        return stream == null
                ? new Head(
                        known, headers, converter.mandatoryConvertTo(byte[].class, message.getExchange(), body), null)
                : new Head(known, headers, new byte[0], stream);
    }

    private Map<String, List<String>> headers(Message message, TypeConverter converter) {
        var headers = new java.util.LinkedHashMap<String, List<String>>();
        message.getHeaders().forEach((name, value) -> {
            var texts = new ArrayList<String>(1);
            for (Iterator<?> each = ObjectHelper.createIterator(value, null, true); each.hasNext(); ) {
                String text = converter.convertTo(String.class, each.next());
                if (text != null
                        && !cameFromClient(name, text)
                        && !filter.applyFilterToCamelHeaders(name, text, message.getExchange())) {
                    texts.add(text);
                }
            }
            if (!texts.isEmpty()) {
                headers.put(name, texts);
            }
        });
        String type = message.getHeader("Content-Type", String.class);
        if (type != null) {
            headers.put("Content-Type", List.of(type));
        }
        return headers;
    }

    /** What the client sent and no step has changed does not go back: a proxy might take it for the hub's word. */
    private boolean cameFromClient(String name, String text) {
        return text.equals(request.getHeader(name));
    }

    /** Copies a stream piece by piece, no faster than the client reads; called on a thread that may wait. */
    void stream(Head head, InputStream stream, Context loop) throws IOException {
        try (InputStream content = stream) {
            HttpServerResponse response = request.response();
            await(loop, () -> {
                begin(response, head);
                response.setChunked(!isHead());
                return Future.succeededFuture();
            });
            if (isHead()) {
                await(loop, response::end);
                return;
            }
            byte[] piece = new byte[CHUNK];
            for (int read = content.read(piece); read >= 0; read = content.read(piece)) {
                Buffer copy = Buffer.buffer(read).appendBytes(piece, 0, read);
                await(loop, () -> response.write(copy));
            }
            await(loop, response::end);
        }
    }

    private static void await(Context loop, java.util.function.Supplier<Future<Void>> step) throws IOException {
        Promise<Void> done = Promise.promise();
        loop.runOnContext(ignored -> step.get().onComplete(done));
        try {
            done.future().toCompletionStage().toCompletableFuture().join();
        } catch (java.util.concurrent.CompletionException e) {
            throw new IOException("The client is gone", e.getCause());
        }
    }
}

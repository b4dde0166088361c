package io.notifyflow.gateway.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.account.SourceRefusals;
import io.notifyflow.event.Problem;
import io.notifyflow.gateway.connection.ClientConnection;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.springframework.stereotype.Component;

/** Answers with a problem where a request does not come as far as a route, or no route can answer. */
@Component
public class ProblemResponse {

    /** Bodies below 10 kB are read to their end, which costs less than another connection. */
    private static final int WORTH_READING_DIGITS = 5;

    private static final String SOURCES = "/in/";

    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");

    private final ObjectMapper json;
    private final ProblemCounter counted;
    private final RefusalLog refusals;
    private final SourceRefusals ofSources;

    ProblemResponse(ObjectMapper json, ProblemCounter counted, RefusalLog refusals, SourceRefusals ofSources) {
        this.ofSources = ofSources;
        this.refusals = refusals;
        this.json = json;
        this.counted = counted;
    }

    public void send(HttpServerRequest request, Problem problem) {
        if (request.response().ended() || request.response().headWritten()) {
            return;
        }
        counted.count(problem);
        refusals.refused(request, problem);
        tellSource(request, problem);
        boolean largeRest = !request.isEnded()
                && announcesBody(request)
                && !announcesSmall(request)
                && !ClientConnection.of(request).hasWholeRequest();
        request.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .putHeader(CONTENT_TYPE_OPTIONS, "nosniff");
        if (largeRest) {
            // The rest of the body is not worth its reading, and without it the connection carries no other request.
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            ClientConnection.of(request).closeAfterAnswer();
        }
        Buffer body = body(problem);
        boolean head = request.method() == HttpMethod.HEAD;
        if (head) {
            request.response().putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        }
        var unused = head ? request.response().end() : request.response().end(body);
        // What is left of the body goes nowhere.
        request.handler(null);
        request.resume();
    }

    private void tellSource(HttpServerRequest request, Problem problem) {
        String path = request.path();
        if (path != null && path.startsWith(SOURCES)) {
            String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
            boolean number = length != null && length.matches("\\d{1,18}");
            ofSources.refused(
                    path, problem, request.getHeader(HttpHeaders.CONTENT_TYPE), number ? Long.valueOf(length) : null);
        }
    }

    /** What a client may know of a failure that nobody foresaw. */
    public void sendInternalError(HttpServerRequest request) {
        send(
                request,
                Problem.of(
                        "internal-error",
                        "The hub failed",
                        500,
                        "The hub failed to handle the request; its log tells why"));
    }

    public static boolean announcesBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null ? !"0".equals(length) : request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    private static boolean announcesSmall(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null && length.length() < WORTH_READING_DIGITS;
    }

    private Buffer body(Problem problem) {
        try {
            return Buffer.buffer(json.writeValueAsBytes(problem));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem is texts and numbers, which are JSON", e);
        }
    }
}

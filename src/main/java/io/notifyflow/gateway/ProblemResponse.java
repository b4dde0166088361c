package io.notifyflow.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.event.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.springframework.stereotype.Component;

/** Answers with a problem where a request does not come as far as a route. */
@Component
class ProblemResponse {

    private final ObjectMapper json;
    private final ProblemCounter counted;

    ProblemResponse(ObjectMapper json, ProblemCounter counted) {
        this.json = json;
        this.counted = counted;
    }

    void send(RoutingContext request, Problem problem) {
        if (request.response().ended() || request.response().headWritten()) {
            return;
        }
        counted.count(problem);
        boolean bodyUnread = !request.request().isEnded() && announcesBody(request.request());
        request.response().setStatusCode(problem.status()).putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        if (bodyUnread) {
            // The rest of the body is not read, so the connection cannot carry another request.
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        request.response().end(body(problem));
        request.request().resume();
    }

    private static boolean announcesBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || length != null && !"0".equals(length);
    }

    private Buffer body(Problem problem) {
        try {
            return Buffer.buffer(json.writeValueAsBytes(problem));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem is texts and numbers, which are JSON", e);
        }
    }
}

package io.notifyflow.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.event.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.springframework.stereotype.Component;

/** Answers with a problem where a request does not come as far as a route. */
@Component
class ProblemResponse {

    private final ObjectMapper json;

    ProblemResponse(ObjectMapper json) {
        this.json = json;
    }

    void send(RoutingContext request, Problem problem) {
        if (request.response().ended() || request.response().headWritten()) {
            return;
        }
        boolean bodyUnread = !request.request().isEnded();
        request.response().setStatusCode(problem.status()).putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        if (bodyUnread) {
            // The rest of the body is not read, so the connection cannot carry another request.
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        request.response().end(body(problem));
        request.request().resume();
    }

    private Buffer body(Problem problem) {
        try {
            return Buffer.buffer(json.writeValueAsBytes(problem));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem is texts and numbers, which are JSON", e);
        }
    }
}

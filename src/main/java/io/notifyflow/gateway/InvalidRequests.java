package io.notifyflow.gateway;

import io.notifyflow.event.Problem;
import io.notifyflow.gateway.connection.ClientConnection;
import io.notifyflow.gateway.connection.RefusedRequest;
import io.notifyflow.gateway.engine.ProblemResponse;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.springframework.stereotype.Component;

/** Answers what is no HTTP, or too large at its head; where it ends is not known, so its connection ends with it. */
@Component
class InvalidRequests implements Handler<HttpServerRequest> {

    private final ProblemResponse problems;

    InvalidRequests(ProblemResponse problems) {
        this.problems = problems;
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.response()
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .putHeader(Gateway.CONTENT_TYPE_OPTIONS, Gateway.NO_SNIFFING);
        ClientConnection.of(request).closeAfterAnswer();
        problems.send(request, problem(request.decoderResult().cause()));
    }

    private static Problem problem(Throwable cause) {
        return cause instanceof RefusedRequest refused
                ? refused.problem()
                : Problem.of("bad-request", "The request is not valid HTTP", 400, "Check the request");
    }
}

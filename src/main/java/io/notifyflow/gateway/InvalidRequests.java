package io.notifyflow.gateway;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.notifyflow.event.Problem;
import io.notifyflow.gateway.engine.ProblemResponse;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.springframework.stereotype.Component;

/** Answers what is no HTTP, or too large at its head; where it ends is not known, so its connection ends with it. */
@Component
class InvalidRequests implements Handler<HttpServerRequest> {

    static final int LINE_BYTES = 4096;
    static final int HEADER_BYTES = 8192;

    private final ProblemResponse problems;

    InvalidRequests(ProblemResponse problems) {
        this.problems = problems;
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.response()
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .putHeader(Gateway.CONTENT_TYPE_OPTIONS, Gateway.NO_SNIFFING);
        problems.send(request, problem(request.decoderResult().cause()));
        var unused = request.connection().close();
    }

    private static Problem problem(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Problem.of(
                    "uri-too-long",
                    "The address is too long",
                    414,
                    "Method, path and query may have at most " + LINE_BYTES + " bytes together");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return Problem.of(
                    "headers-too-large",
                    "The headers are too large",
                    431,
                    "The headers may have at most " + HEADER_BYTES + " bytes together");
        }
        return Problem.of("bad-request", "The request is not valid HTTP", 400, "Check the request");
    }
}

package io.notifyflow.gateway;

import io.notifyflow.event.Problem;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.springframework.util.unit.DataSize;

/** Refuses a body by what its headers say, before a byte of it is read. */
class BodyLimitHandler implements Handler<RoutingContext> {

    private final long limit;
    private final ProblemResponse problems;

    BodyLimitHandler(DataSize limit, ProblemResponse problems) {
        this.limit = limit.toBytes();
        this.problems = problems;
    }

    @Override
    public void handle(RoutingContext request) {
        String encoding = request.request().getHeader(HttpHeaders.CONTENT_ENCODING);
        String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (encoding != null && !"identity".equalsIgnoreCase(encoding.strip())) {
            request.response().putHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
            problems.send(
                    request,
                    Problem.of(
                            "unsupported-encoding",
                            "Compressed bodies are not accepted",
                            415,
                            "Send the body without Content-Encoding"));
        } else if (length != null && Long.parseLong(length) > limit) {
            problems.send(request, tooLarge(limit));
        } else {
            request.next();
        }
    }

    static Problem tooLarge(long limit) {
        return Problem.of(
                "body-too-large", "The body is too large", 413, "The body may have at most " + limit + " bytes here");
    }
}

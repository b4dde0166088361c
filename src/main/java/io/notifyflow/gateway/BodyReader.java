package io.notifyflow.gateway;

import io.notifyflow.event.Problem;
import io.notifyflow.gateway.engine.ProblemResponse;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads a request's body into memory, as far as its limit allows; what its headers say is believed before that. */
@Component
class BodyReader {

    static final Runnable NOTHING = () -> {};

    /** What a source's route unpacks. */
    private static final Set<String> PACKED = Set.of("gzip", "x-gzip", "deflate");

    private final ProblemResponse problems;
    private final Means means;

    BodyReader(Vertx vertx, ProblemResponse problems, LargeBodies large) {
        this.problems = problems;
        this.means = new Means(vertx, problems, large);
    }

    /** What the reading of a body needs. */
    record Means(Vertx vertx, ProblemResponse problems, LargeBodies large) {}

    /** Takes a body that is whole. */
    interface Whole {

        /**
         * Goes on with the request.
         *
         * @param body    null for none
         * @param release to be run once, when nobody needs the body any more
         */
        void accept(byte @Nullable [] body, Runnable release);
    }

    /**
     * Goes on with the body once it is whole, null for none; or refuses it.
     *
     * @param limit  in bytes
     * @param client whose share of the memory for bodies it takes: an account, or an address
     */
    void read(HttpServerRequest request, long limit, Object client, Whole whole) {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (encoding != null && !isAccepted(request, encoding.strip().toLowerCase(Locale.ROOT))) {
            refuseEncoding(request);
            return;
        }
        long announced = length == null ? -1 : Long.parseLong(length);
        if (announced > limit) {
            problems.send(request, tooLarge(limit));
        } else if (ProblemResponse.announcesBody(request)) {
            if (request.version() != HttpVersion.HTTP_1_0
                    && "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                request.response().writeContinue();
            }
            new BodyReading(means, request, limit, (int) announced, client, whole).begin();
        } else {
            whole.accept(null, NOTHING);
        }
    }

    private static boolean isAccepted(HttpServerRequest request, String encoding) {
        return encoding.equals("identity") || PACKED.contains(encoding) && isOfSource(request);
    }

    static boolean isOfSource(HttpServerRequest request) {
        String path = request.path();
        return path != null && path.startsWith(Gateway.SOURCES);
    }

    private void refuseEncoding(HttpServerRequest request) {
        boolean unpacks = isOfSource(request);
        request.response().putHeader(HttpHeaders.ACCEPT_ENCODING, unpacks ? "gzip, deflate" : "identity");
        problems.send(
                request,
                Problem.of(
                        "unsupported-encoding",
                        unpacks ? "The content coding is not supported" : "Compressed bodies are not accepted",
                        415,
                        unpacks
                                ? "Send the body with Content-Encoding gzip or deflate, once, or without any"
                                : "Send the body without Content-Encoding"));
    }

    static Problem tooLarge(long limit) {
        return Problem.of(
                "body-too-large", "The body is too large", 413, "The body may have at most " + limit + " bytes here");
    }
}

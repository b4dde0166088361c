package io.notifyflow.gateway;

import io.notifyflow.event.Problem;
import io.notifyflow.gateway.engine.ProblemResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads a request's body into memory, as far as its limit allows; what its headers say is believed before that. */
@Component
class BodyReader {

    private final ProblemResponse problems;

    BodyReader(ProblemResponse problems) {
        this.problems = problems;
    }

    /**
     * Goes on with the body once it is whole, null for none; or refuses it.
     *
     * @param limit in bytes
     */
    void read(HttpServerRequest request, long limit, Consumer<byte @Nullable []> whole) {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
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
        } else if (ProblemResponse.announcesBody(request)) {
            if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                request.response().writeContinue();
            }
            new Reading(request, limit, whole).begin();
        } else {
            whole.accept(null);
        }
    }

    private static Problem tooLarge(long limit) {
        return Problem.of(
                "body-too-large", "The body is too large", 413, "The body may have at most " + limit + " bytes here");
    }

    private final class Reading {
        private final HttpServerRequest request;
        private final long limit;
        private final Consumer<byte @Nullable []> whole;
        private @Nullable Buffer read;
        private boolean refused;

        Reading(HttpServerRequest request, long limit, Consumer<byte @Nullable []> whole) {
            this.request = request;
            this.limit = limit;
            this.whole = whole;
        }

        void begin() {
            request.handler(this::add);
            request.endHandler(ended -> end());
        }

        private void add(Buffer piece) {
            if (refused) {
                return;
            }
            // A body that came in one piece, as most do, is not copied together.
            read = read == null ? piece : read.appendBuffer(piece);
            if (read.length() > limit) {
                refused = true;
                read = null;
                problems.send(request, tooLarge(limit));
            }
        }

        private void end() {
            if (!refused) {
                whole.accept(read == null ? null : read.getBytes());
            }
        }
    }
}

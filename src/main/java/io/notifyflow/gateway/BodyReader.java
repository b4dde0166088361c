package io.notifyflow.gateway;

import io.notifyflow.event.Problem;
import io.notifyflow.gateway.connection.ClientConnection;
import io.notifyflow.gateway.connection.UnfinishedBody;
import io.notifyflow.gateway.engine.ProblemResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads a request's body into memory, as far as its limit allows; what its headers say is believed before that. */
@Component
class BodyReader {

    private static final Runnable NOTHING = () -> {};
    private static final int FIRST_BYTES = 8 * 1024;
    /** A body of which this much is here gets the memory for all that it announced. */
    private static final int SERIOUS_BYTES = 64 * 1024;

    private final ProblemResponse problems;

    BodyReader(ProblemResponse problems) {
        this.problems = problems;
    }

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
        if (encoding != null && !"identity".equalsIgnoreCase(encoding.strip())) {
            request.response().putHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
            problems.send(
                    request,
                    Problem.of(
                            "unsupported-encoding",
                            "Compressed bodies are not accepted",
                            415,
                            "Send the body without Content-Encoding"));
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
            new Reading(request, limit, (int) announced, client, whole).begin();
        } else {
            whole.accept(null, NOTHING);
        }
    }

    private static Problem tooLarge(long limit) {
        return Problem.of(
                "body-too-large", "The body is too large", 413, "The body may have at most " + limit + " bytes here");
    }

    private final class Reading implements UnfinishedBody {
        private final HttpServerRequest request;
        private final ClientConnection connection;
        private final long limit;
        private final int announced;
        private final Object client;
        private final Whole whole;
        private byte @Nullable [] first;
        private byte[] read = new byte[0];
        private int length;
        private boolean counted;
        private boolean ended;

        Reading(HttpServerRequest request, long limit, int announced, Object client, Whole whole) {
            this.request = request;
            this.connection = ClientConnection.of(request);
            this.limit = limit;
            this.announced = announced;
            this.client = client;
            this.whole = whole;
        }

        void begin() {
            if (!connection.hasWholeRequest()) {
                counted = true;
                if (!connection.reads(this)) {
                    return;
                }
                request.exceptionHandler(gone -> free());
            }
            request.handler(this::add);
            request.endHandler(any -> end());
        }

        private void add(Buffer piece) {
            if (ended) {
                return;
            }
            if (length == 0 && !counted && piece.length() <= limit) {
                // Most bodies come in one piece, which is not copied together.
                first = piece.getBytes();
                length = first.length;
                return;
            }
            if (length + (long) piece.length() > limit) {
                refuse(tooLarge(limit));
                return;
            }
            if (hasRoomFor(piece.length())) {
                piece.getBytes(read, length);
                length += piece.length();
            }
        }

        private boolean hasRoomFor(int more) {
            if (first != null) {
                read = first;
                first = null;
            }
            int needed = length + more;
            if (needed <= read.length) {
                return true;
            }
            int size = size(needed);
            if (counted) {
                Problem problem = connection.take(client, size - read.length);
                if (problem != null) {
                    refuse(problem);
                    return false;
                }
            }
            read = Arrays.copyOf(read, size);
            return true;
        }

        /** The memory for so many bytes: at first not much more, whatever was announced. */
        private int size(int needed) {
            if (announced >= needed && needed > SERIOUS_BYTES) {
                return announced;
            }
            int doubled = Math.max(FIRST_BYTES, Math.max(needed, 2 * read.length));
            return (int) Math.max(needed, Math.min(doubled, announced < 0 ? limit : announced));
        }

        private void end() {
            if (ended) {
                return;
            }
            ended = true;
            connection.endsReading();
            if (first != null) {
                whole.accept(first, NOTHING);
                return;
            }
            byte[] body = length == read.length ? read : Arrays.copyOf(read, length);
            long held = counted ? read.length : 0;
            whole.accept(length == 0 ? null : body, held == 0 ? NOTHING : () -> connection.give(client, held));
        }

        @Override
        public void refuse(Problem refusal) {
            if (!ended) {
                Problem problem = forSender(refusal);
                free();
                if (problem.status() == 429 || problem.status() == 503) {
                    request.response().putHeader(HttpHeaders.RETRY_AFTER, "2");
                }
                problems.send(request, problem);
            }
        }

        /** Senders of webhooks repeat what is answered with 503, and many of them nothing else. */
        private Problem forSender(Problem problem) {
            String path = request.path();
            boolean webhook = path != null && (path.startsWith(Gateway.SOURCES) || path.startsWith(Gateway.WEBHOOKS));
            return problem.status() == 429 && webhook
                    ? Problem.of("overloaded", problem.title(), 503, problem.message())
                    : problem;
        }

        @Override
        public long heldBytes() {
            return read.length;
        }

        private void free() {
            if (!ended) {
                ended = true;
                connection.endsReading();
                if (counted) {
                    connection.give(client, read.length);
                }
                read = new byte[0];
            }
        }
    }
}

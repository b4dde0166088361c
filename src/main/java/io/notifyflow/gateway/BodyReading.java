package io.notifyflow.gateway;

import io.notifyflow.event.Problem;
import io.notifyflow.gateway.connection.ClientConnection;
import io.notifyflow.gateway.connection.UnfinishedBody;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One body that arrives; a large one of a source goes on in its turn. Everything happens on the event loop of its connection. */
final class BodyReading implements UnfinishedBody {

    private static final int FIRST_BYTES = 8 * 1024;
    /** A body of which this much is here gets the memory for all that it announced. */
    private static final int SERIOUS_BYTES = 64 * 1024;

    /** How long a large body waits for its turn; what senders of webhooks wait for an answer. */
    private static final long WAIT_MILLIS = 10_000;
    /** How long one in its turn may take while others wait. */
    private static final long TURN_NANOS = 10_000_000_000L;

    private static final long LOOK_MILLIS = 1000;

    private final BodyReader.Means means;
    private final HttpServerRequest request;
    private final ClientConnection connection;
    private final long limit;
    private final int announced;
    private final Object client;
    private final BodyReader.Whole whole;
    private byte @Nullable [] first;
    private byte[] read = new byte[0];
    private int length;
    private boolean counted;
    private boolean ended;
    private LargeBodies.@Nullable Turn turn;
    private boolean inTurn;
    private long timer = -1;
    /** What came while the body waits for its turn. */
    private final List<Buffer> pieces = new ArrayList<>(0);

    private boolean wholeInPieces;

    BodyReading(
            BodyReader.Means means,
            HttpServerRequest request,
            long limit,
            int announced,
            Object client,
            BodyReader.Whole whole) {
        this.means = means;
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
        if (length == 0 && !counted && turn == null && piece.length() <= limit) {
            // Most bodies come in one piece, which is not copied together.
            first = piece.getBytes();
            length = first.length;
            return;
        }
        if (length + (long) piece.length() > limit) {
            refuse(BodyReader.tooLarge(limit));
            return;
        }
        if (turn != null && !inTurn) {
            pieces.add(piece);
        } else if (needsTurn(piece.length())) {
            pieces.add(piece);
            awaitTurn();
        } else if (hasRoomFor(piece.length())) {
            piece.getBytes(read, length);
            length += piece.length();
        }
    }

    /** Whether the body is a large one, and seriously meant. */
    private boolean needsTurn(int more) {
        int needed = length + more;
        return turn == null
                && limit > LargeBodies.FROM
                && BodyReader.isOfSource(request)
                && (needed > LargeBodies.FROM || announced > LargeBodies.FROM && needed > SERIOUS_BYTES);
    }

    private void awaitTurn() {
        Context loop = Vertx.currentContext();
        connection.pauseBody();
        turn = means.large()
                .await(client, announced < 0 ? limit : announced, () -> loop.runOnContext(any -> beginTurn()));
        if (turn == null) {
            refuse(tooMany());
        } else {
            timer = means.vertx().setTimer(WAIT_MILLIS, any -> refuse(tooMany()));
        }
    }

    private static Problem tooMany() {
        return Problem.of(
                "overloaded",
                "The hub has more to do than it can in good time",
                503,
                "Too many large bodies arrive at a time; nothing was accepted. Try again in a moment");
    }

    /** From here on the memory is the turn's. */
    private void beginTurn() {
        if (ended) {
            return;
        }
        means.vertx().cancelTimer(timer);
        long began = System.nanoTime();
        timer = means.vertx().setPeriodic(LOOK_MILLIS, any -> {
            if (System.nanoTime() - began > TURN_NANOS && means.large().isAwaited()) {
                refuse(tooMany());
            }
        });
        inTurn = true;
        byte[] before = read;
        read = Arrays.copyOf(read, announced < 0 ? read.length : announced);
        if (counted) {
            counted = false;
            connection.give(client, before.length);
        }
        List<Buffer> waited = List.copyOf(pieces);
        pieces.clear();
        waited.forEach(this::add);
        if (wholeInPieces) {
            end();
        } else if (!ended) {
            connection.resumeBody();
        }
    }

    private void endTurn() {
        if (timer >= 0) {
            means.vertx().cancelTimer(timer);
        }
        pieces.clear();
        if (turn != null) {
            turn.end();
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
        } else if (turn != null && !inTurn) {
            wholeInPieces = true;
            return;
        }
        ended = true;
        connection.endsReading();
        if (first != null) {
            whole.accept(first, BodyReader.NOTHING);
            return;
        }
        byte[] body = length == read.length ? read : Arrays.copyOf(read, length);
        long held = counted ? read.length : 0;
        // The request keeps this for as long as it lasts, and the body is dropped once it is parsed.
        read = new byte[0];
        whole.accept(length == 0 ? null : body, release(held));
    }

    private Runnable release(long held) {
        LargeBodies.Turn taken = turn;
        if (taken != null) {
            means.vertx().cancelTimer(timer);
            return taken::end;
        }
        return held == 0 ? BodyReader.NOTHING : () -> connection.give(client, held);
    }

    @Override
    public void refuse(Problem refusal) {
        if (!ended) {
            Problem problem = forSender(refusal);
            free();
            if (problem.status() == 429 || problem.status() == 503) {
                request.response().putHeader(HttpHeaders.RETRY_AFTER, "2");
            }
            means.problems().send(request, problem);
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

    /** What would be free if this body was refused; what a turn holds is nobody else's. */
    @Override
    public long heldBytes() {
        return inTurn ? 0 : read.length;
    }

    private void free() {
        if (!ended) {
            ended = true;
            connection.endsReading();
            if (counted) {
                connection.give(client, read.length);
            }
            endTurn();
            read = new byte[0];
        }
    }
}

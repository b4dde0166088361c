package io.notifyflow.gateway.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.AttributeKey;
import io.notifyflow.event.Problem;
import io.notifyflow.gateway.connection.ClosedConnections.Reason;
import io.notifyflow.gateway.connection.RequestFraming.Stage;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the public port. Passes one valid request at a time to the HTTP decoder behind it: the next one when
 * the last one is answered and the client reads its answers. Everything is called on the event loop.
 */
public final class ClientConnection extends ChannelDuplexHandler {

    static final AttributeKey<ClientConnection> KEY = AttributeKey.valueOf("notifyflow.connection");

    /** What is held of requests that wait for their turn, before reading stops. */
    private static final int MAX_WAITING_BYTES = 64 * 1024;
    /** How long a client may go on sending that was told that nothing more is read. */
    private static final long LINGER_MILLIS = 1000;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final LoopConnections loop;
    private final @Nullable String client;
    private final RequestFraming framing = new RequestFraming();
    private final AnswerWatch answers = new AnswerWatch(this);
    private @Nullable ChannelHandlerContext context;
    private @Nullable ArrayDeque<ByteBuf> waiting;
    private int waitingBytes;
    private boolean unanswered;
    private boolean bodyWaits;
    /** Whether the head of the request at hand was passed on. */
    private boolean headPassed;

    private boolean refused;
    private boolean lingers;
    private @Nullable UnfinishedBody body;
    private @Nullable Problem broken;
    private long since;
    private long stalledSince;
    private long stalledBytes;

    ClientConnection(LoopConnections loop, @Nullable String client) {
        this.loop = loop;
        this.client = client;
        this.since = loop.now();
    }

    /** The connection that this request came on. */
    public static ClientConnection of(HttpServerRequest request) {
        return ((ConnectionBase) request.connection()).channel().attr(KEY).get();
    }

    AnswerWatch answers() {
        return answers;
    }

    @Nullable
    String client() {
        return client;
    }

    /** When what the connection does now began. */
    long since() {
        return since;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    private ChannelHandlerContext context() {
        return java.util.Objects.requireNonNull(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (refused) {
            bytes.release();
        } else if (waiting != null) {
            await(bytes);
        } else {
            pass(ctx, bytes);
        }
    }

    private void pass(ChannelHandlerContext ctx, ByteBuf bytes) {
        try {
            while (bytes.isReadable() && !refused) {
                if (mustWait()) {
                    await(bytes.retain());
                    return;
                }
                passPart(ctx, bytes);
            }
        } catch (RefusedRequest invalid) {
            refuse(invalid.problem(), Reason.INVALID, headPassed);
        } finally {
            bytes.release();
        }
    }

    /** The next request waits for the answer to this one, a body for whoever will read it. */
    private boolean mustWait() {
        return framing.stage() == Stage.START
                ? unanswered || !context().channel().isWritable()
                : framing.stage() == Stage.BODY && bodyWaits;
    }

    private void passPart(ChannelHandlerContext ctx, ByteBuf bytes) {
        Stage before = framing.stage();
        headPassed = before == Stage.BODY;
        ByteBuf part = framing.read(bytes);
        Stage after = framing.stage();
        if (before != after) {
            since = loop.now();
        }
        if (part != null) {
            unanswered |= before != Stage.BODY;
            ctx.fireChannelRead(part);
        }
    }

    private void await(ByteBuf bytes) {
        if (waiting == null) {
            waiting = new ArrayDeque<>(2);
        }
        waiting.add(bytes);
        waitingBytes += bytes.readableBytes();
        if (waitingBytes > MAX_WAITING_BYTES) {
            context().channel().config().setAutoRead(false);
        }
    }

    /** Takes up what waited, if its turn has come. */
    private void resume() {
        ArrayDeque<ByteBuf> taken = waiting;
        if (taken == null || mustWait()) {
            return;
        }
        waiting = null;
        boolean stopped = waitingBytes > MAX_WAITING_BYTES;
        waitingBytes = 0;
        for (ByteBuf bytes = taken.poll(); bytes != null; bytes = taken.poll()) {
            channelRead(context(), bytes);
        }
        // What is answered meanwhile is only flushed with this.
        context().fireChannelReadComplete();
        if (waiting == null && stopped) {
            context().channel().config().setAutoRead(true);
        }
    }

    /** Whether all of the request that is being handled has come already. */
    public boolean hasWholeRequest() {
        return framing.stage() == Stage.START;
    }

    /** Passes on nothing more of the body until {@link #resumeBody}. */
    public void pauseBody() {
        bodyWaits = true;
    }

    public void resumeBody() {
        bodyWaits = false;
        resume();
    }

    /**
     * Somebody reads the body from now on, until it is whole or refused.
     *
     * @return whether it can still become whole
     */
    public boolean reads(UnfinishedBody reader) {
        if (broken != null) {
            reader.refuse(broken);
            return false;
        }
        body = reader;
        return true;
    }

    /** The body is whole or refused. */
    public void endsReading() {
        body = null;
    }

    /**
     * Asks for bytes for the body that is being read. If there are none, the body that has arrived for longest is
     * refused.
     *
     * @return null, or why it cannot have them
     */
    public @Nullable Problem take(Object holder, long bytes) {
        BodyBudget budget = loop.all().budget();
        BodyBudget.Decision decision = budget.take(holder, bytes);
        while (decision == BodyBudget.Decision.EXHAUSTED && loop.refuseOldestBody(this)) {
            decision = budget.take(holder, bytes);
        }
        if (decision == BodyBudget.Decision.TAKEN) {
            return null;
        }
        loop.all().closed().count(Reason.TOO_MANY_BYTES);
        return decision == BodyBudget.Decision.EXHAUSTED
                ? BodyProblems.exhausted()
                : BodyProblems.clientExhausted(budget.maxPerClient());
    }

    /** Gives back what {@link #take} gave; may be called on any thread. */
    public void give(Object holder, long bytes) {
        loop.all().budget().give(holder, bytes);
    }

    boolean holdsUnfinishedBody() {
        return body != null && body.heldBytes() > 0;
    }

    /** Whether it is the client's turn: to begin a request, or to go on with one. */
    boolean waitsForClient() {
        return !refused && (!unanswered || framing.stage() == Stage.BODY);
    }

    /** Reads nothing more of the client; the connection closes once the request at hand is answered. */
    public void closeAfterAnswer() {
        if (refused) {
            return;
        }
        refused = true;
        since = loop.now();
        dropWaiting();
        if (!unanswered) {
            linger();
        }
    }

    private void dropWaiting() {
        ArrayDeque<ByteBuf> dropped = waiting;
        waiting = null;
        if (dropped != null) {
            dropped.forEach(ByteBuf::release);
        }
        // What comes from now on is read and thrown away: the answer would be lost with a reset otherwise.
        context().channel().config().setAutoRead(true);
    }

    /**
     * Refuses the request at hand.
     *
     * @param passed whether its head was passed on
     */
    private void refuse(Problem problem, Reason reason, boolean passed) {
        loop.all().closed().count(reason);
        if (!passed) {
            unanswered = true;
            closeAfterAnswer();
            context()
                    .pipeline()
                    .context("httpDecoder")
                    .fireChannelRead(new InvalidRequestMessage(new RefusedRequest(problem)));
            context().fireChannelReadComplete();
        } else if (body != null) {
            refuseBody(problem);
        } else if (unanswered) {
            // Nobody reads the body yet.
            broken = problem;
            closeAfterAnswer();
        } else {
            close();
        }
    }

    void refuseBody(Problem problem, Reason reason) {
        loop.all().closed().count(reason);
        refuseBody(problem);
    }

    private void refuseBody(Problem problem) {
        UnfinishedBody refusedBody = body;
        body = null;
        if (refusedBody != null) {
            refusedBody.refuse(problem);
        }
        closeAfterAnswer();
    }

    void close(Reason reason) {
        loop.all().closed().count(reason);
        close();
    }

    private void close() {
        refused = true;
        dropWaiting();
        context().close();
    }

    /** The last part of an answer was written. */
    void answered() {
        unanswered = false;
        bodyWaits = false;
        since = loop.now();
        if (waiting != null) {
            context().executor().execute(this::resume);
        }
    }

    /** The answer has left, if nothing more is read of the client. */
    void sent() {
        if (refused) {
            linger();
        }
    }

    boolean isRefused() {
        return refused;
    }

    private void linger() {
        if (lingers) {
            return;
        }
        lingers = true;
        context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ignored -> {
            if (context().channel() instanceof DuplexChannel duplex) {
                var unused = duplex.shutdownOutput();
            }
        });
        var unused = context().executor().schedule(() -> context().close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A refused client gets the time to read why. */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (!refused || !ctx.channel().isActive()) {
            ctx.close(promise);
            return;
        }
        ctx.channel().closeFuture().addListener(ignored -> promise.trySuccess());
        linger();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (waiting != null && ctx.channel().isWritable()) {
            ctx.executor().execute(this::resume);
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (waiting != null) {
            waiting.forEach(ByteBuf::release);
            waiting = null;
        }
    }

    /** Ends what takes too long. */
    void look(long now, long idleNanos) {
        ConnectionSettings settings = loop.all().settings();
        long lasts = now - since;
        if (isStalled(now, settings)) {
            close(Reason.SLOW_READER);
        } else if (refused) {
            return;
        } else if (framing.stage() == Stage.HEAD) {
            if (lasts > settings.headTime().toNanos()) {
                refuse(BodyProblems.slowHead(), Reason.SLOW_HEAD, false);
            }
        } else if (framing.stage() == Stage.BODY) {
            if (lasts > settings.bodyTime().toNanos()) {
                refuse(BodyProblems.slow(), Reason.SLOW_BODY, true);
            }
        } else if (!unanswered && lasts > idleNanos) {
            close(Reason.TOO_MANY);
        }
    }

    /** Whether the client has taken nothing for too long of what was written to it. */
    private boolean isStalled(long now, ConnectionSettings settings) {
        io.netty.channel.ChannelOutboundBuffer pending =
                context().channel().unsafe().outboundBuffer();
        long bytes = pending == null ? 0 : pending.totalPendingWriteBytes();
        // A buffer counts until all of it is written, so what was written of the first one is subtracted.
        long left = pending == null ? 0 : bytes - pending.currentProgress();
        if (bytes == 0 || left != stalledBytes) {
            stalledBytes = left;
            stalledSince = now;
            return false;
        }
        return now - stalledSince > settings.answerTime().toMillis() * NANOS_PER_MILLI;
    }
}

package io.notifyflow.bench.load;

import io.notifyflow.bench.machine.BenchFailed;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Sends events at a rate that does not depend on the answers: as many clients do, and as wrk does not. One thread, and
 * one request at a time on each of many connections; where all of them wait for an answer, an event is not sent, which
 * is counted.
 */
public final class OpenLoop implements AutoCloseable {

    private static final long SELECT_MILLIS = 1;
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(20);

    private final Selector selector;
    private final Deque<OpenConnection> free = new ArrayDeque<>();
    private final ByteBuffer[] requests;
    private int waiting;

    /**
     * @param body the same for every event
     */
    public OpenLoop(URI target, List<String> keys, String body, int connections) {
        this.requests = keys.stream()
                .map(key -> direct(HttpConnection.post(target, key, body)))
                .toArray(ByteBuffer[]::new);
        try {
            selector = Selector.open();
            for (int i = 0; i < connections; i++) {
                free.add(new OpenConnection(target, selector));
            }
        } catch (IOException e) {
            throw new BenchFailed("Not all " + connections + " connections can be opened: " + e.getMessage(), e);
        }
    }

    private static ByteBuffer direct(byte[] request) {
        return ByteBuffer.allocateDirect(request.length).put(request).flip();
    }

    /** A rate, and how long it is held. */
    public record Step(double perSecond, Duration length) {
        int events() {
            return (int) Math.ceil(perSecond * length.toNanos() / 1e9);
        }
    }

    /** Sends step after step without a break, and waits for the last answers. */
    public List<StepResult> run(Step... steps) {
        var results = new StepResult[steps.length];
        long start = System.nanoTime();
        try {
            for (int i = 0; i < steps.length; i++) {
                results[i] = new StepResult(steps[i].events());
                send(steps[i], results[i], start);
                start += steps[i].length().toNanos();
            }
            long deadline = System.nanoTime() + LAST_ANSWERS.toNanos();
            while (waiting > 0 && System.nanoTime() < deadline) {
                receive();
            }
        } catch (IOException e) {
            throw new BenchFailed("Events cannot be sent: " + e.getMessage(), e);
        }
        return List.of(results);
    }

    private void send(Step step, StepResult result, long start) throws IOException {
        double nanosApart = 1e9 / step.perSecond();
        int event = 0;
        while (event < result.offered()) {
            long now = System.nanoTime();
            for (long due = due(start, event, nanosApart);
                    event < result.offered() && due <= now;
                    due = due(start, ++event, nanosApart)) {
                send(result, event, due);
            }
            receive();
        }
    }

    private static long due(long start, int event, double nanosApart) {
        return start + (long) (event * nanosApart);
    }

    private void send(StepResult result, int event, long due) throws IOException {
        OpenConnection connection = free.poll();
        if (connection != null) {
            waiting++;
            if (!connection.send(requests[event % requests.length].rewind(), result, event, due)) {
                renew(connection);
            }
        }
    }

    private void receive() throws IOException {
        int ready = selector.select(SELECT_MILLIS);
        if (ready == 0) {
            return;
        }
        for (SelectionKey key : selector.selectedKeys()) {
            OpenConnection connection = (OpenConnection) key.attachment();
            switch (connection.receive()) {
                case PARTLY -> {}
                case ANSWERED -> {
                    waiting--;
                    free.add(connection);
                }
                case BROKEN -> renew(connection);
            }
        }
        selector.selectedKeys().clear();
    }

    /** A server may close connections; whoever waited there has no answer. */
    private void renew(OpenConnection connection) throws IOException {
        if (connection.busy()) {
            waiting--;
        } else {
            free.remove(connection);
        }
        free.add(connection.renewed());
    }

    @Override
    public void close() {
        try {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new BenchFailed("Connections cannot be closed: " + e.getMessage(), e);
        }
    }
}

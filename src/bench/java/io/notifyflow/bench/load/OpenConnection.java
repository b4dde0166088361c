package io.notifyflow.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One connection of an open loop, with the event that waits for its answer there. */
final class OpenConnection {

    /** The answer to an event has some 300 bytes; a problem has a few more. */
    private static final int LONGEST_ANSWER = 4096;

    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final int STATUS_AT = 9;

    private final URI target;
    private final Selector selector;
    private final SocketChannel channel;
    private final ByteBuffer answer = ByteBuffer.allocate(LONGEST_ANSWER);
    private @Nullable StepResult result;
    private int event;
    private long due;

    OpenConnection(URI target, Selector selector) throws IOException {
        this.target = target;
        this.selector = selector;
        this.channel = SocketChannel.open(new InetSocketAddress(target.getHost(), target.getPort()));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    enum Progress {
        PARTLY,
        ANSWERED,
        BROKEN
    }

    /** False if the connection is broken; there is room for one request in it whatever the server does. */
    boolean send(ByteBuffer request, StepResult into, int number, long dueAt) {
        result = into;
        event = number;
        due = dueAt;
        answer.clear();
        into.sent(number);
        try {
            channel.write(request);
            return !request.hasRemaining();
        } catch (IOException e) {
            return false;
        }
    }

    Progress receive() {
        try {
            if (channel.read(answer) < 0) {
                return Progress.BROKEN;
            }
        } catch (IOException e) {
            return Progress.BROKEN;
        }
        StepResult waiting = result;
        if (waiting == null) {
            return Progress.BROKEN;
        }
        if (!complete()) {
            return Progress.PARTLY;
        }
        waiting.answered(event, status(), System.nanoTime() - due);
        result = null;
        return Progress.ANSWERED;
    }

    boolean busy() {
        return result != null;
    }

    OpenConnection renewed() throws IOException {
        channel.close();
        return new OpenConnection(target, selector);
    }

    private int status() {
        return (answer.get(STATUS_AT) - '0') * 100
                + (answer.get(STATUS_AT + 1) - '0') * 10
                + answer.get(STATUS_AT + 2)
                - '0';
    }

    /** Whether the head has ended and as many bytes follow as it announces. */
    private boolean complete() {
        int length = 0;
        for (int i = 0; i + 3 < answer.position(); i++) {
            if (answer.get(i) == '\r' && answer.get(i + 2) == '\r') {
                return answer.position() >= i + 4 + length;
            }
            if (answer.get(i) == '\n' && announcesLength(i + 1)) {
                length = number(i + 1 + LENGTH.length);
            }
        }
        return false;
    }

    private boolean announcesLength(int at) {
        for (int i = 0; i < LENGTH.length; i++) {
            if (at + i >= answer.position() || (answer.get(at + i) | 0x20) != (LENGTH[i] | 0x20)) {
                return false;
            }
        }
        return true;
    }

    private int number(int at) {
        int number = 0;
        for (int i = at; i < answer.position() && answer.get(i) != '\r'; i++) {
            if (answer.get(i) != ' ') {
                number = number * 10 + answer.get(i) - '0';
            }
        }
        return number;
    }
}

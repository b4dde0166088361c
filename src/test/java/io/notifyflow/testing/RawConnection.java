package io.notifyflow.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** A connection on which a test writes any bytes, and reads what comes back as it is. */
public final class RawConnection implements AutoCloseable {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})[ \\r]");
    private static final int LONGEST_WAIT_MILLIS = 10_000;

    private final Socket socket;
    private final StringBuilder received = new StringBuilder();
    private boolean ended;

    private RawConnection(Socket socket) {
        this.socket = socket;
    }

    public static RawConnection to(URI hub) {
        try {
            var socket = new Socket(hub.getHost(), hub.getPort());
            socket.setTcpNoDelay(true);
            return new RawConnection(socket);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** Writes these characters as Latin-1. A connection that the hub has closed takes no more. */
    public RawConnection send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawConnection send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException closed) {
            // What was answered before shows in what is read.
        }
        return this;
    }

    /** Reads until so many answers have begun, or the connection ends. */
    public List<Integer> statuses(int count) {
        readUntil(() -> statuses().size() >= count, LONGEST_WAIT_MILLIS);
        return statuses();
    }

    /** Reads until the hub closes the connection. */
    public RawConnection readToEnd() {
        readUntil(() -> false, LONGEST_WAIT_MILLIS);
        return this;
    }

    /** Reads for this long, or until the hub closes the connection. */
    public boolean endsWithin(Duration time) {
        readUntil(() -> false, (int) time.toMillis());
        return ended;
    }

    /** Whether the hub has closed the connection, as far as was read. */
    public boolean ended() {
        return ended;
    }

    /** All that came so far. */
    public String text() {
        return received.toString();
    }

    public List<Integer> statuses() {
        return STATUS.matcher(received)
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .toList();
    }

    private void readUntil(java.util.function.BooleanSupplier enough, int millis) {
        long deadline = System.nanoTime() + millis * 1_000_000L;
        byte[] piece = new byte[8192];
        try {
            InputStream stream = socket.getInputStream();
            while (!ended && !enough.getAsBoolean()) {
                int left = (int) ((deadline - System.nanoTime()) / 1_000_000);
                if (left <= 0) {
                    return;
                }
                socket.setSoTimeout(left);
                int read = stream.read(piece);
                if (read < 0) {
                    ended = true;
                } else {
                    received.append(new String(piece, 0, read, StandardCharsets.ISO_8859_1));
                }
            }
        } catch (SocketTimeoutException late) {
            // Nothing more came.
        } catch (IOException reset) {
            ended = true;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }
}

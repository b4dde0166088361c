package io.notifyflow.attack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Many connections, of which each sends a beginning and then one byte now and then; those that are closed come again, a few at a time. */
final class SlowCrowd implements AutoCloseable {

    /** Some 40 a second: what the machine does for the attack itself must not be what is measured. */
    private static final int REOPENED_IN_A_ROUND = 2;

    private final InetSocketAddress hub;
    private final byte[] beginning;
    private final List<SocketChannel> connections = new ArrayList<>();
    private final List<ByteBuffer> unsent = new ArrayList<>();
    private int reopened;

    /**
     * Opens the connections.
     *
     * @param head      with \n for CR and LF
     * @param bodyBytes sent at once behind the head
     */
    SlowCrowd(URI hub, int count, String head, int bodyBytes) throws IOException {
        this.hub = new InetSocketAddress(hub.getHost(), hub.getPort());
        byte[] start = head.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        beginning = java.util.Arrays.copyOf(start, start.length + bodyBytes);
        java.util.Arrays.fill(beginning, start.length, beginning.length, (byte) ' ');
        for (int i = 0; i < count; i++) {
            connections.add(open());
            unsent.add(ByteBuffer.wrap(beginning));
        }
    }

    private SocketChannel open() throws IOException {
        SocketChannel channel = SocketChannel.open();
        // Another address than that of the probes and the victim, which have a share of their own.
        channel.bind(new InetSocketAddress("127.0.0.2", 0));
        channel.connect(hub);
        channel.configureBlocking(false);
        return channel;
    }

    /** Goes on sending for this long. */
    void attack(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        for (int round = 0; System.nanoTime() < end; round++) {
            boolean drips = round % 10 == 0;
            int comeAgain = REOPENED_IN_A_ROUND;
            for (int i = 0; i < connections.size() && System.nanoTime() < end; i++) {
                if (!send(i, drips) && comeAgain-- > 0) {
                    connections.get(i).close();
                    connections.set(i, open());
                    unsent.set(i, ByteBuffer.wrap(beginning));
                    reopened++;
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private boolean send(int index, boolean drips) {
        ByteBuffer bytes = unsent.get(index);
        try {
            if (!bytes.hasRemaining() && drips) {
                bytes = ByteBuffer.wrap(new byte[] {' '});
                unsent.set(index, bytes);
            }
            if (bytes.hasRemaining()) {
                connections.get(index).write(bytes);
            }
            return connections.get(index).read(ByteBuffer.allocate(2048)) >= 0;
        } catch (IOException reset) {
            return false;
        }
    }

    /** How often the hub closed a connection. */
    int reopened() {
        return reopened;
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel connection : connections) {
            connection.close();
        }
    }
}

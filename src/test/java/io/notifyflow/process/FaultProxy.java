package io.notifyflow.process;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bad network between the hubs and Discord: passes requests on over TCP and now and then does to one of them what
 * networks do. Which call of a webhook or channel meets which fault follows from the seed alone.
 */
final class FaultProxy implements AutoCloseable {

    /** What happens to a call. */
    enum Fault {
        NONE,
        /** The connection is reset before anything was passed on. */
        RESET_BEFORE,
        /** The request is answered, but the connection is reset in place of the answer. */
        RESET_AFTER,
        /** The request is passed on a while later. */
        DELAY,
        /** The connection ends in the middle of the answer's body. */
        CUT,
        /** The request is answered, and the answer kept; the connection stays open. */
        BLACK_HOLE,
        /** The answer arrives byte by byte. */
        DRIBBLE;

        /** Whether Discord has the message, and its sender cannot know. */
        boolean leavesInDoubt() {
            return switch (this) {
                case RESET_AFTER, CUT, BLACK_HOLE -> true;
                case NONE, RESET_BEFORE, DELAY, DRIBBLE -> false;
            };
        }
    }

    /**
     * A call that Discord answered.
     *
     * @param target a webhook's or channel's id; empty for calls without one
     * @param messageId the message in the answer; empty if there is none
     * @param took from the request's last byte to the answer's
     */
    record Call(String target, Fault fault, String messageId, Duration took) {}

    /** How many calls of a hundred meet each fault; the others pass. */
    static final Map<Fault, Double> BAD_DAY = Map.of(
            Fault.RESET_BEFORE, 2.0,
            Fault.RESET_AFTER, 2.0,
            Fault.DELAY, 10.0,
            Fault.CUT, 2.0,
            Fault.BLACK_HOLE, 0.7,
            Fault.DRIBBLE, 4.0);

    private static final double HUNDRED = 100.0;
    private static final int SHORTEST_DELAY = 20;
    private static final int LONGEST_DELAY = 300;
    private static final int DRIBBLED_BYTES = 200;
    private static final Pattern TARGET = Pattern.compile("^POST \\S*/(?:webhooks|channels)/(\\d+)/");
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
    private static final Pattern STORED = Pattern.compile("^\\{\"id\":\"(\\d+)\"");

    private final URI upstream;
    private final long seed;
    private final Map<Fault, Double> percentages;
    private final ServerSocket door;
    private final ExecutorService connections = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<String, SplittableRandom> dice = new ConcurrentHashMap<>();
    private final Collection<Call> calls = new ConcurrentLinkedQueue<>();
    private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean calm;

    private FaultProxy(URI upstream, long seed, Map<Fault, Double> percentages) throws IOException {
        this.upstream = upstream;
        this.seed = seed;
        this.percentages = new EnumMap<>(percentages);
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** Opens a port that leads to the same paths as {@code upstream}. */
    static FaultProxy before(URI upstream, long seed, Map<Fault, Double> percentages) {
        try {
            FaultProxy proxy = new FaultProxy(upstream, seed, percentages);
            proxy.connections.execute(proxy::acceptAll);
            return proxy;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort() + upstream.getPath());
    }

    /** From now on, calls meet no fault or their faults again. */
    void calm(boolean calm) {
        this.calm = calm;
    }

    /** All calls that Discord answered. */
    Collection<Call> calls() {
        return List.copyOf(calls);
    }

    /** How often each fault was met. */
    Map<Fault, Integer> counts() {
        synchronized (counts) {
            return new EnumMap<>(counts);
        }
    }

    private void acceptAll() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                connections.execute(() -> serve(client));
            } catch (IOException shut) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        sockets.add(client);
        try (client;
                Socket discord = new Socket(upstream.getHost(), upstream.getPort())) {
            client.setTcpNoDelay(true);
            discord.setTcpNoDelay(true);
            InputStream requests = new BufferedInputStream(client.getInputStream());
            InputStream answers = new BufferedInputStream(discord.getInputStream());
            boolean open = true;
            while (open) {
                byte[] request = readMessage(requests);
                open = request.length > 0 && pass(request, client, discord, answers);
            }
        } catch (IOException ended) {
            // By the hub, by its death, or by the end of the test.
        } finally {
            sockets.remove(client);
        }
    }

    /** Whether the connection lives on. */
    private boolean pass(byte[] request, Socket client, Socket discord, InputStream answers) throws IOException {
        String target = target(request);
        SplittableRandom random =
                dice.computeIfAbsent(target, name -> new SplittableRandom(seed * 31 + name.hashCode()));
        Fault fault = draw(random);
        long started = System.nanoTime();
        if (fault == Fault.RESET_BEFORE) {
            reset(client);
            return false;
        }
        if (fault == Fault.DELAY) {
            pause(Duration.ofMillis(delay(random)));
        }
        discord.getOutputStream().write(request);
        byte[] answer = readMessage(answers);
        boolean open;
        try {
            open = giveBack(answer, fault, client);
        } finally {
            Duration took = Duration.ofNanos(System.nanoTime() - started);
            calls.add(new Call(target, fault, messageId(answer), took));
        }
        return open;
    }

    private boolean giveBack(byte[] answer, Fault fault, Socket client) throws IOException {
        OutputStream out = client.getOutputStream();
        switch (fault) {
            case NONE, DELAY -> out.write(answer);
            case DRIBBLE -> dribble(answer, out);
            case CUT -> out.write(answer, 0, bodyOf(answer) + (answer.length - bodyOf(answer)) / 2);
            case RESET_AFTER -> reset(client);
            case BLACK_HOLE -> awaitEnd(client);
            case RESET_BEFORE -> throw new IllegalStateException("There is no answer to give back");
        }
        return !fault.leavesInDoubt();
    }

    private Fault draw(SplittableRandom random) {
        Fault drawn = Fault.NONE;
        if (!calm) {
            synchronized (random) {
                double rest = random.nextDouble(HUNDRED);
                for (Map.Entry<Fault, Double> fault : percentages.entrySet()) {
                    rest -= fault.getValue();
                    if (rest < 0) {
                        drawn = fault.getKey();
                        break;
                    }
                }
            }
        }
        synchronized (counts) {
            counts.merge(drawn, 1, Integer::sum);
        }
        return drawn;
    }

    private static int delay(SplittableRandom random) {
        synchronized (random) {
            return random.nextInt(SHORTEST_DELAY, LONGEST_DELAY);
        }
    }

    private void dribble(byte[] answer, OutputStream out) throws IOException {
        int single = Math.min(DRIBBLED_BYTES, answer.length);
        for (int place = 0; place < single; place++) {
            out.write(answer[place]);
            pause(Duration.ofMillis(1));
        }
        out.write(answer, single, answer.length - single);
    }

    /** Ends early when the proxy is closed. */
    private void pause(Duration duration) throws IOException {
        try {
            if (closed.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("closed");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    /** Until the hub loses its patience. */
    private static void awaitEnd(Socket client) throws IOException {
        while (client.getInputStream().read() >= 0) {
            // A hub that waits for an answer has nothing more to say.
        }
    }

    /** Without lingering, closing sends RST in place of FIN. */
    private static void reset(Socket client) throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    /** One HTTP/1.1 message with a content length or without a body; empty at the end of the connection. */
    private static byte[] readMessage(InputStream in) throws IOException {
        var message = new ByteArrayOutputStream(1024);
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0) {
                return new byte[0];
            }
            message.write(next);
            boolean expected = next == (matched % 2 == 0 ? '\r' : '\n');
            matched = expected ? matched + 1 : next == '\r' ? 1 : 0;
        }
        Matcher length = LENGTH.matcher(message.toString(StandardCharsets.ISO_8859_1));
        if (length.find()) {
            byte[] body = in.readNBytes(Integer.parseInt(length.group(1)));
            message.write(body, 0, body.length);
        }
        return message.toByteArray();
    }

    private static int bodyOf(byte[] message) {
        return new String(message, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
    }

    private static String target(byte[] request) {
        Matcher matcher = TARGET.matcher(new String(request, StandardCharsets.ISO_8859_1));
        return matcher.find() ? matcher.group(1) : "";
    }

    private static String messageId(byte[] answer) {
        if (answer.length == 0) {
            return "";
        }
        int body = bodyOf(answer);
        Matcher matcher = STORED.matcher(new String(answer, body, answer.length - body, StandardCharsets.UTF_8));
        return matcher.find() ? matcher.group(1) : "";
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            door.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException closedAnyway) {
            // Nothing depends on how they end.
        }
        // Interrupts what is blocked in reading.
        connections.shutdownNow();
        connections.close();
    }
}

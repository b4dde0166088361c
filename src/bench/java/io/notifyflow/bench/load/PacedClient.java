package io.notifyflow.bench.load;

import io.notifyflow.bench.machine.BenchFailed;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends events at fixed times, however slowly they are answered, over a few connections with a thread each.
 *
 * <p>The time of an event is varied by up to a millisecond: the sandbox's clock has no finer one, and must not be met
 * at the same point of its tick each time.
 */
public final class PacedClient {

    static final String ADDRESS = "https://shop.example/paced/";

    private static final int CONNECTIONS = 8;
    private static final int ACCEPTED = 202;
    /** What a sleeping thread wakes up too late by; it is waited for with an eye on the clock. */
    private static final long OVERSLEEP_NANOS = 80_000;

    private static final long JITTER_NANOS = 1_000_000;
    /** Later than this because an answer was waited for, an event is counted from when it should have been sent. */
    private static final long LATE_NANOS = 1_000_000;

    private final URI target;
    private final List<String> keys;
    private final int perSecond;

    public PacedClient(URI target, List<String> keys, int perSecond) {
        this.target = target;
        this.keys = List.copyOf(keys);
        this.perSecond = perSecond;
    }

    /**
     * Event by event, when it was sent and answered.
     *
     * @param sent     as {@link System#nanoTime}
     * @param answered milliseconds until the answer
     * @param origin   the wall clock's nanoseconds when {@link System#nanoTime} was 0
     */
    public record Sent(long[] sent, double[] answered, long origin) {

        public int events() {
            return sent.length;
        }

        /** Milliseconds from the sending of an event to a time of the wall clock. */
        double until(int event, Instant time) {
            return (time.getEpochSecond() * 1_000_000_000L + time.getNano() - origin - sent[event]) / 1e6;
        }
    }

    /** Fails if any answer was not a 202. */
    public Sent send(Duration length) {
        int events = Math.toIntExact(length.toSeconds() * perSecond);
        var sent = new long[events];
        var answered = new double[events];
        long[] times = times(events);
        Instant now = Instant.now();
        long origin = now.getEpochSecond() * 1_000_000_000L + now.getNano() - System.nanoTime();
        var failures = new ArrayList<RuntimeException>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            int first = i;
            threads.add(Thread.ofPlatform().name("paced-" + i).start(() -> {
                try {
                    sendShare(first, times, sent, answered);
                } catch (RuntimeException e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                }
            }));
        }
        threads.forEach(PacedClient::join);
        if (!failures.isEmpty()) {
            throw new BenchFailed("Paced events were not accepted: " + failures.getFirst(), failures.getFirst());
        }
        return new Sent(sent, answered, origin);
    }

    private long[] times(int events) {
        var random = new Random(1);
        var times = new long[events];
        long first = System.nanoTime() + 50_000_000;
        for (int i = 0; i < events; i++) {
            times[i] = first + i * (1_000_000_000L / perSecond) + random.nextLong(JITTER_NANOS);
        }
        return times;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailed("Interrupted while events were sent", e);
        }
    }

    /** Every eighth event; each is made before its time has come. */
    private void sendShare(int first, long[] times, long[] sent, double[] answered) {
        try (var connection = new HttpConnection(target)) {
            for (int i = first; i < times.length; i += CONNECTIONS) {
                byte[] request = HttpConnection.post(target, keys.get(i % keys.size()), event(i));
                awaitTime(times[i]);
                long now = System.nanoTime();
                sent[i] = now - times[i] > LATE_NANOS ? times[i] : now;
                int status = connection.exchange(request);
                answered[i] = (System.nanoTime() - sent[i]) / 1e6;
                if (status != ACCEPTED) {
                    throw new BenchFailed("Event " + i + " was answered with " + status);
                }
            }
        }
    }

    private static void awaitTime(long time) {
        long rest = time - System.nanoTime();
        while (rest > 0) {
            if (rest > OVERSLEEP_NANOS) {
                LockSupport.parkNanos(rest - OVERSLEEP_NANOS);
            } else {
                Thread.onSpinWait();
            }
            rest = time - System.nanoTime();
        }
    }

    private static String event(int number) {
        return "{\"category\":\"sale\",\"title\":\"Order " + number + "\",\"description\":\"A customer in Graz"
                + " bought the yearly plan after a trial of two weeks.\",\"fields\":{\"amount\":49.90,\"plan\":\"PRO\"},"
                + "\"url\":\"" + ADDRESS + number + "\"}";
    }
}

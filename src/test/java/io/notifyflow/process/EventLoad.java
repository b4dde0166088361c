package io.notifyflow.process;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that post events with unique titles, each after the answer to its last, and keep what was answered. A hub
 * that is down is asked again, until {@link #close}.
 */
final class EventLoad implements AutoCloseable {

    /** Some 400 events a second, which delivery keeps up with or nearly so. */
    private static final int CLIENTS = 6;

    private static final Duration PACE = Duration.ofMillis(15);
    /** Some 30 events a second: one of several loads, and more than a destination in trouble takes one by one. */
    private static final int FEW_CLIENTS = 2;

    private static final Duration SLOW_PACE = Duration.ofMillis(60);
    /** Some three events a second. */
    private static final Duration RARE_PACE = Duration.ofMillis(300);
    /** A mistake in a test must not fill the sandbox, which forgets the oldest; a long run needs a larger one. */
    private static final int MOST = 15_000;

    private static final int MOST_OF_A_LONG_RUN = 40_000;

    private final String name;
    private final String key;
    private final int most;
    private final ScheduledExecutorService clients;
    private final AtomicInteger posted = new AtomicInteger();
    private final ConcurrentLinkedQueue<Accepted> accepted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger acceptedCount = new AtomicInteger();
    private final ConcurrentLinkedQueue<Integer> refusals = new ConcurrentLinkedQueue<>();
    private final AtomicInteger broken = new AtomicInteger();
    private final AtomicInteger hung = new AtomicInteger();
    private final AtomicLong slowestNanos = new AtomicLong();
    private volatile List<URI> hubs;

    /** An event that a hub answered with 202. */
    record Accepted(UUID eventId, String title, URI hub) {}

    private EventLoad(String name, String key, List<URI> hubs, int clients, Duration pace, int most) {
        this.name = name;
        this.key = key;
        this.hubs = List.copyOf(hubs);
        this.most = most;
        this.clients = Executors.newScheduledThreadPool(clients);
        for (int client = 0; client < clients; client++) {
            var unused =
                    this.clients.scheduleWithFixedDelay(this::post, client, pace.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Begins to post to the hubs in turn; titles are the name, in letters and digits, and a number. */
    static EventLoad on(String name, String key, List<URI> hubs) {
        return new EventLoad(name, key, hubs, CLIENTS, PACE, MOST);
    }

    /** Begins to post at a tenth of the usual rate, as one account of several does. */
    static EventLoad slowlyOn(String name, String key, List<URI> hubs) {
        return new EventLoad(name, key, hubs, FEW_CLIENTS, SLOW_PACE, MOST_OF_A_LONG_RUN);
    }

    /** Begins to post now and then. */
    static EventLoad rarelyOn(String name, String key, List<URI> hubs) {
        return new EventLoad(name, key, hubs, 1, RARE_PACE, MOST_OF_A_LONG_RUN);
    }

    /** Goes on with these hubs; rests while there is none. */
    void turnTo(List<URI> others) {
        hubs = List.copyOf(others);
    }

    private void post() {
        List<URI> targets = hubs;
        if (targets.isEmpty() || acceptedCount.get() >= most) {
            return;
        }
        int number = posted.incrementAndGet();
        URI hub = targets.get(number % targets.size());
        String title = name + number;
        long started = System.nanoTime();
        try {
            keep(new HubClient(hub, key).post(title), title, hub);
        } catch (HttpTimeoutException late) {
            hung.incrementAndGet();
        } catch (IOException refusedOrClosed) {
            broken.incrementAndGet();
        }
        slowestNanos.accumulateAndGet(System.nanoTime() - started, Math::max);
    }

    private void keep(HttpResponse<String> answer, String title, URI hub) {
        if (answer.statusCode() == 202) {
            accepted.add(new Accepted(HubClient.eventId(answer), title, hub));
            acceptedCount.incrementAndGet();
        } else {
            refusals.add(answer.statusCode());
        }
    }

    /** Waits until this many more events were accepted. */
    void awaitAccepted(int more) {
        int enough = acceptedCount.get() + more;
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> acceptedCount.get() >= enough);
    }

    /** How many events were answered with 202 so far. */
    int acceptedCount() {
        return acceptedCount.get();
    }

    /** The events answered with 202, in the order of the answers. */
    List<Accepted> accepted() {
        return new ArrayList<>(accepted);
    }

    /** How often each status other than 202 was answered. */
    Map<Integer, Integer> refusals() {
        var counts = new TreeMap<Integer, Integer>();
        refusals.forEach(status -> counts.merge(status, 1, Integer::sum));
        return counts;
    }

    /** Posts whose connection was refused or closed. */
    int broken() {
        return broken.get();
    }

    /** Posts that got no answer within {@link HubClient#LONGEST_ANSWER}. */
    int hung() {
        return hung.get();
    }

    Duration slowest() {
        return Duration.ofNanos(slowestNanos.get());
    }

    /** Ends after the answers to the posts that are under way. */
    @Override
    public void close() {
        clients.shutdown();
        await().atMost(HubClient.LONGEST_ANSWER.multipliedBy(2)).until(clients::isTerminated);
    }
}

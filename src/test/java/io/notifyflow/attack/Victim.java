package io.notifyflow.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.testing.RawConnection;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A tenant who sends some ten events a second, and the probes of an orchestrator, each on a connection of its own. */
final class Victim implements AutoCloseable {

    private static final Duration PACE = Duration.ofMillis(100);
    private static final Duration PROBE_PACE = Duration.ofMillis(250);
    private static final Duration BOUND = Duration.ofSeconds(1);
    private static final Duration RECOVERY = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final URI hub;
    private final String key;
    private final Supplier<? extends Collection<String>> delivered;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LONGEST)
            .build();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(3);
    private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
    private final Queue<Long> acceptNanos = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Long> probeNanos = new ConcurrentLinkedQueue<>();

    /**
     * @param delivered the titles of its events that got through
     */
    Victim(URI hub, String key, Supplier<? extends Collection<String>> delivered) {
        this.hub = hub;
        this.key = key;
        this.delivered = delivered;
        repeat(this::post, PACE);
        repeat(() -> probe("/livez"), PROBE_PACE);
        repeat(() -> probe("/readyz"), PROBE_PACE);
    }

    private void repeat(Runnable task, Duration pace) {
        var unused = threads.scheduleWithFixedDelay(task, 0, pace.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void post() {
        String title = "victim" + NUMBERS.incrementAndGet();
        HttpRequest request = HttpRequest.newBuilder(hub.resolve("/api/v1/events"))
                .timeout(LONGEST)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"category\":\"sale\",\"title\":\"" + title + "\"}"))
                .build();
        long started = System.nanoTime();
        try {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            acceptNanos.add(System.nanoTime() - started);
            if (answer.statusCode() == 202) {
                accepted.add(title);
            } else {
                failures.add("POST of an event: " + answer.statusCode() + " " + answer.body());
            }
        } catch (IOException failed) {
            failures.add("POST of an event: " + failed);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void probe(String path) {
        long started = System.nanoTime();
        try (RawConnection probe = RawConnection.to(hub)) {
            List<Integer> statuses =
                    probe.send("GET " + path + " HTTP/1.1\r\nHost: hub\r\n\r\n").statuses(1);
            probeNanos.add(System.nanoTime() - started);
            if (!statuses.equals(List.of(200))) {
                failures.add(path + ": " + statuses + probe.text());
            }
        } catch (RuntimeException failed) {
            failures.add(path + ": " + failed);
        }
    }

    void awaitAccepted(int count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> accepted.size() >= count);
    }

    /** Forgets what was measured while the hub was cold. */
    void beginMeasuring() {
        acceptNanos.clear();
        probeNanos.clear();
        failures.clear();
    }

    void checkServed() {
        int before = accepted.size();
        await().atMost(RECOVERY).until(() -> accepted.size() > before);
        threads.shutdown();
        await().atMost(LONGEST.plusSeconds(5)).until(threads::isTerminated);
        assertThat(failures).isEmpty();
        System.out.println("accept p50 " + millis(acceptNanos, 50) + " ms, p99 " + millis(acceptNanos, 99)
                + " ms of " + acceptNanos.size() + "; probes at most " + millis(probeNanos, 100) + " ms of "
                + probeNanos.size());
        assertThat(millis(acceptNanos, 99)).as("p99 of accepting, in ms").isLessThan(BOUND.toMillis());
        assertThat(millis(probeNanos, 100)).as("the slowest probe, in ms").isLessThan(BOUND.toMillis());
        await().atMost(RECOVERY)
                .untilAsserted(() -> assertThat(Set.copyOf(delivered.get())).containsAll(accepted));
    }

    private static long millis(Queue<Long> nanos, int percent) {
        var sorted = new ArrayList<>(nanos);
        sorted.sort(null);
        assertThat(sorted).isNotEmpty();
        return sorted.get(Math.max(0, (sorted.size() * percent + 99) / 100 - 1)) / 1_000_000;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        client.close();
    }
}

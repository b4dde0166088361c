package io.notifyflow.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;

/** Sends events at fixed times, however slowly the hub answers, and asks the sandbox when each arrived. */
final class PacedClient {

    static final int PER_SECOND = 100;
    private static final Duration ARRIVAL = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(250);
    /** Before it is measured, so long must nothing reach the sandbox any more. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private static final Duration QUIET_LIMIT = Duration.ofMinutes(1);
    private static final String ADDRESS = "https://shop.example/paced/";
    private static final int ACCEPTED = 202;

    private final Hub hub;
    private final List<String> keys;
    private final ObjectMapper json = new ObjectMapper();

    PacedClient(Hub hub, List<String> keys) {
        this.hub = hub;
        this.keys = keys;
    }

    /** Milliseconds from sending to the sandbox, and to the answer. */
    record Latency(double p50, double p99, double acceptP50, double acceptP99) {}

    Latency measure(Duration length) {
        int events = (int) length.toSeconds() * PER_SECOND;
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            request(
                    client,
                    HttpRequest.newBuilder(hub.sandboxMessages()).DELETE().build());
            var sent = new Instant[events];
            double[] answered = send(client, sent);
            double[] arrived = awaitArrivals(client, sent);
            return new Latency(
                    Spread.percentile(arrived, 0.5),
                    Spread.percentile(arrived, 0.99),
                    Spread.percentile(answered, 0.5),
                    Spread.percentile(answered, 0.99));
        }
    }

    /** Deliveries that the hub had already read when their table was emptied still go out. */
    private void awaitQuiet(HttpClient client) {
        HttpRequest forget =
                HttpRequest.newBuilder(hub.sandboxMessages()).DELETE().build();
        HttpRequest list = HttpRequest.newBuilder(hub.sandboxMessages()).build();
        long deadline = System.nanoTime() + QUIET_LIMIT.toNanos();
        do {
            if (System.nanoTime() > deadline) {
                throw new BenchFailed("Messages still reach the sandbox after " + QUIET_LIMIT);
            }
            request(client, forget);
            LockSupport.parkNanos(QUIET.toNanos());
        } while (!parse(request(client, list)).isEmpty());
    }

    private double[] send(HttpClient client, Instant[] sent) {
        var answered = new double[sent.length];
        var accepted = new AtomicInteger();
        long first = System.nanoTime();
        for (int i = 0; i < sent.length; i++) {
            int event = i;
            parkUntil(first + i * (1_000_000_000L / PER_SECOND));
            long begun = System.nanoTime();
            sent[i] = Instant.now();
            var unused = client.sendAsync(event(i), HttpResponse.BodyHandlers.discarding())
                    .thenAccept(answer -> {
                        answered[event] = (System.nanoTime() - begun) / 1e6;
                        if (answer.statusCode() == ACCEPTED) {
                            accepted.incrementAndGet();
                        }
                    });
        }
        long deadline = System.nanoTime() + ARRIVAL.toNanos();
        while (accepted.get() < sent.length && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL.toNanos());
        }
        if (accepted.get() < sent.length) {
            throw new BenchFailed("Only " + accepted.get() + " of " + sent.length + " events were accepted with 202");
        }
        return answered;
    }

    private static void parkUntil(long nanos) {
        long rest = nanos - System.nanoTime();
        while (rest > 0) {
            LockSupport.parkNanos(rest);
            rest = nanos - System.nanoTime();
        }
    }

    private HttpRequest event(int number) {
        String body = "{\"category\":\"sale\",\"title\":\"Order " + number + "\",\"description\":\"A customer in Graz"
                + " bought the yearly plan after a trial of two weeks.\",\"fields\":{\"amount\":49.90,\"plan\":\"PRO\"},"
                + "\"url\":\"" + ADDRESS + number + "\"}";
        return HttpRequest.newBuilder(hub.events())
                .header("Authorization", "Bearer " + keys.get(number % keys.size()))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private double[] awaitArrivals(HttpClient client, Instant[] sent) {
        HttpRequest list = HttpRequest.newBuilder(hub.sandboxMessages()).build();
        long deadline = System.nanoTime() + ARRIVAL.toNanos();
        double[] arrived = latencies(parse(request(client, list)), sent);
        while (arrived.length < sent.length && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL.toNanos());
            arrived = latencies(parse(request(client, list)), sent);
        }
        if (arrived.length != sent.length) {
            throw new BenchFailed(arrived.length + " of " + sent.length + " events reached the sandbox");
        }
        return arrived;
    }

    /** A message is about one event or several. */
    private static double[] latencies(JsonNode messages, Instant[] sent) {
        return StreamSupport.stream(messages.spliterator(), false)
                .flatMapToDouble(message -> StreamSupport.stream(
                                message.at("/message/embeds").spliterator(), false)
                        .mapToDouble(
                                embed -> latency(embed, message.path("time").asText(), sent)))
                .toArray();
    }

    /** The sandbox cuts its times down to milliseconds; counting to the end of that millisecond flatters nobody. */
    private static double latency(JsonNode embed, String time, Instant[] sent) {
        String address = embed.path("url").asText();
        if (!address.startsWith(ADDRESS)) {
            throw new BenchFailed("A message in the sandbox is not one of this run: " + embed);
        }
        Instant start = sent[Integer.parseInt(address.substring(ADDRESS.length()))];
        Instant arrival = Instant.parse(time).plusMillis(1);
        return Duration.between(start, arrival).toNanos() / 1e6;
    }

    private JsonNode parse(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new BenchFailed("The sandbox answered something else: " + e.getMessage(), e);
        }
    }

    private static String request(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new BenchFailed("The sandbox does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailed("Interrupted while the sandbox was asked", e);
        }
    }
}

package io.notifyflow.bench.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.bench.hub.Hub;
import io.notifyflow.bench.machine.BenchFailed;
import io.notifyflow.bench.machine.Http;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When each paced event arrived, as milliseconds since it was sent. */
public final class Arrivals {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Pattern NUMBER = Pattern.compile(Pattern.quote(PacedClient.ADDRESS) + "(\\d+)");
    /** The sandbox cuts its times down to the millisecond: on average by half of one. */
    private static final Duration CUT_OFF = Duration.ofNanos(500_000);

    private static final ObjectMapper JSON = new ObjectMapper();

    private Arrivals() {}

    /** Forgets what the hub's sandbox holds. */
    public static void clear(Hub hub) {
        try (var http = new Http()) {
            http.delete(hub.sandbox("messages"));
        }
    }

    /** As the hub's sandbox tells it, all at once after the last; so that asking disturbs nothing. */
    public static double[] atSandbox(Hub hub, PacedClient.Sent sent) {
        try (var http = new Http()) {
            var arrived = new double[sent.events()];
            return await(arrived, () -> read(http.get(hub.sandbox("messages")), sent, arrived));
        }
    }

    private static void read(String messages, PacedClient.Sent sent, double[] arrived) {
        try {
            for (JsonNode message : JSON.readTree(messages)) {
                Instant time = Instant.parse(message.path("time").asText()).plus(CUT_OFF);
                for (JsonNode embed : message.at("/message/embeds")) {
                    int event = number(embed.path("url").asText());
                    arrived[event] = Math.max(0.001, sent.until(event, time));
                }
            }
        } catch (JsonProcessingException e) {
            throw new BenchFailed("The sandbox answered something else: " + e.getMessage(), e);
        }
    }

    private static int number(String address) {
        Matcher found = NUMBER.matcher(address);
        if (!found.matches()) {
            throw new BenchFailed("A message in the sandbox is not one of this run: " + address);
        }
        return Integer.parseInt(found.group(1));
    }

    /** As a sink in this process sees it, by the sender's own clock. */
    public static final class AtSink {

        private final AtomicLongArray times;

        /**
         * @param events sent at most
         */
        public AtSink(Sink sink, int events) {
            times = new AtomicLongArray(events);
            sink.listen(this::receive);
        }

        private void receive(Buffer body) {
            long now = System.nanoTime();
            Matcher found = NUMBER.matcher(body.toString(StandardCharsets.UTF_8));
            while (found.find()) {
                times.compareAndSet(Integer.parseInt(found.group(1)), 0, now);
            }
        }

        public double[] since(PacedClient.Sent sent) {
            var arrived = new double[sent.events()];
            return await(arrived, () -> {
                for (int event = 0; event < arrived.length; event++) {
                    long time = times.get(event);
                    arrived[event] = time == 0 ? 0 : (time - sent.sent()[event]) / 1e6;
                }
            });
        }
    }

    private static double[] await(double[] arrived, Runnable look) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        look.run();
        while (missing(arrived) > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL.toNanos());
            look.run();
        }
        if (missing(arrived) > 0) {
            throw new BenchFailed(missing(arrived) + " of " + arrived.length + " events did not arrive");
        }
        return arrived;
    }

    private static long missing(double[] arrived) {
        return Arrays.stream(arrived).filter(millis -> millis == 0).count();
    }
}

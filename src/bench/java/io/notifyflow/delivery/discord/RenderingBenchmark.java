package io.notifyflow.delivery.discord;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.notifyflow.delivery.Batching;
import io.notifyflow.delivery.Delivery;
import io.notifyflow.delivery.Target;
import io.notifyflow.delivery.discord.DiscordMessage.AllowedMentions;
import io.notifyflow.event.Event;
import io.notifyflow.event.EventContent;
import io.notifyflow.event.EventIds;
import io.notifyflow.event.FieldValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From deliveries to the body of a call. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RenderingBenchmark {

    private static final int EVENTS = 10;

    private final ObjectWriter json = new ObjectMapper().writer();
    private final List<Delivery> one = List.of(delivery());
    private final List<Delivery> ten = Collections.nCopies(EVENTS, delivery());

    private static Delivery delivery() {
        var content = new EventContent(
                "sale",
                "Order 81726",
                "A customer in Graz bought the yearly plan after a trial of two weeks.",
                Map.of(
                        "amount", new FieldValue.Numeric(new BigDecimal("49.90")),
                        "currency", new FieldValue.Text("EUR"),
                        "plan", new FieldValue.Text("PRO"),
                        "customer", new FieldValue.Text("c-5b1f0a7e"),
                        "newsletter", new FieldValue.Flag(true)),
                null,
                "https://shop.example/orders/81726",
                null);
        UUID id = EventIds.next();
        var target =
                new Target(id, id, "bench", "discord-webhook", Map.of("webhookId", "1"), "token", Batching.AUTO, null);
        return new Delivery(
                id, new Event(id, id, content), target, 255, null, 0, 0, Instant.EPOCH, null, "default", true);
    }

    @Benchmark
    public String messageWithOneEvent() throws JsonProcessingException {
        return message(one);
    }

    @Benchmark
    public String messageWithTenEvents() throws JsonProcessingException {
        return message(ten);
    }

    private String message(List<Delivery> deliveries) throws JsonProcessingException {
        return json.writeValueAsString(new DiscordMessage(
                deliveries.stream().map(DiscordEmbeds::embed).toList(), AllowedMentions.NONE, null, null));
    }
}

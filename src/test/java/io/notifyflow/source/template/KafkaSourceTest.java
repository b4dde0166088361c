package io.notifyflow.source.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** A source that reads a topic of a real broker. */
@HubTest
class KafkaSourceTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final EmbeddedKafkaBroker BROKER = new EmbeddedKafkaKraftBroker(1, 1);

    private static KafkaProducer<byte[], byte[]> producer;

    @Autowired
    Hub hub;

    @Autowired
    MeterRegistry meters;

    private TestAccount account;
    private String topic;

    @BeforeAll
    static void startBroker() {
        BROKER.afterPropertiesSet();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", BROKER.getBrokersAsString()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    static void stopBroker() {
        producer.close();
        BROKER.destroy();
    }

    @BeforeEach
    void open() {
        account = hub.newAccount();
        topic = "orders-" + account.id();
        BROKER.addTopics(topic);
    }

    private String route() {
        return """
                - templatedRoute:
                    routeTemplateRef: kafka-source
                    routeId: kafka-%s
                    parameters:
                      - {name: topic, value: "%s"}
                      - {name: brokers, value: "%s"}
                      - {name: group, value: "%s"}
                      - {name: account, value: "%s"}
                      - {name: event, value: '{category: "sale", title: (.title | ascii_downcase)}'}
                """
                .formatted(account.id(), topic, BROKER.getBrokersAsString(), topic, account.id());
    }

    private RouteFile consume() throws IOException {
        return RouteFile.of(account, "living/records.camel.yaml", route());
    }

    private void send(@Nullable String value) {
        try {
            producer.send(new ProducerRecord<>(topic, value == null ? null : value.getBytes(StandardCharsets.UTF_8)))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void sendTitle(int number) {
        send("{\"title\":\"T" + number + "\"}");
    }

    private List<String> titles() {
        return hub.jdbc()
                .sql("SELECT title FROM event WHERE account_id = ? ORDER BY id")
                .params(account.id())
                .query(String.class)
                .list();
    }

    private static List<String> numbers(int end) {
        return IntStream.range(0, end).mapToObj(number -> "t" + number).toList();
    }

    @Test
    void goesOnWhereItWasWhenItsFileIsEdited() throws IOException {
        IntStream.range(0, 20).forEach(this::sendTitle);
        try (var file = consume()) {
            await().atMost(SOON).until(() -> !titles().isEmpty());
            IntStream.range(20, 40).forEach(this::sendTitle);
            file.write(route() + "# Edited.\n");
            IntStream.range(40, 50).forEach(this::sendTitle);

            await().atMost(SOON).until(() -> titles().size() >= 50);
            assertThat(titles()).containsExactlyElementsOf(numbers(50));
        }
    }

    @Test
    void skipsWhatNeverWillBeAnEvent() throws IOException {
        try (var file = consume()) {
            send("{\"title\":");
            send("{\"title\":5}");
            send(null);
            sendTitle(0);

            await().atMost(SOON).until(() -> titles().equals(numbers(1)));
            assertThat(meters.get("notifyflow.source.skipped")
                            .tag("route", "kafka-" + account.id())
                            .counter()
                            .count())
                    .isEqualTo(3);
        }
    }

    @Test
    void waitsWhileNothingCanBeAccepted() throws IOException {
        account = hub.newAccount("twenty");
        IntStream.range(0, 30).forEach(this::sendTitle);
        try (var file = consume()) {
            await().atMost(SOON).until(() -> titles().size() == 20);
            hub.jdbc()
                    .sql("UPDATE account SET plan = 'unlimited' WHERE id = ?")
                    .params(account.id())
                    .update();

            await().atMost(SOON).until(() -> titles().size() >= 30);
            assertThat(titles()).containsExactlyElementsOf(numbers(30));
        }
    }

    @Test
    void losesNothingWhileTheDatabaseFails() throws IOException {
        try (var file = consume()) {
            sendTitle(0);
            await().atMost(SOON).until(() -> titles().equals(numbers(1)));
            hub.jdbc().sql("ALTER TABLE idempotency RENAME TO idempotency_away").update();
            try {
                IntStream.range(1, 6).forEach(this::sendTitle);
                await().atMost(SOON).until(() -> failures() > 0);
            } finally {
                hub.jdbc()
                        .sql("ALTER TABLE idempotency_away RENAME TO idempotency")
                        .update();
            }

            await().atMost(SOON).until(() -> titles().size() >= 6);
            assertThat(titles()).containsExactlyElementsOf(numbers(6));
        }
    }

    private double failures() {
        var counter = meters.find("notifyflow.source.failures")
                .tag("route", "kafka-" + account.id())
                .counter();
        return counter == null ? 0 : counter.count();
    }
}

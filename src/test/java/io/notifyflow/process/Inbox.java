package io.notifyflow.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.sandbox.SandboxMessage;
import io.notifyflow.sandbox.SandboxServer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What arrived at one webhook of a sandbox, by the titles of the events. */
record Inbox(SandboxServer server, String webhookId) {

    /** The webhook of the first account. */
    static final String FIRST = "1";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST_DELIVERY = Duration.ofSeconds(60);

    static Inbox of(SandboxServer server) {
        return new Inbox(server, FIRST);
    }

    /** The titles in the order of their arrival, repeated ones included. */
    List<String> titles() {
        return messages().map(Inbox::title).toList();
    }

    Set<String> titlesAfter(Instant time) {
        return messages()
                .filter(message -> message.time().isAfter(time))
                .map(Inbox::title)
                .collect(Collectors.toSet());
    }

    /** When something first arrived after this time. */
    Instant firstAfter(Instant time) {
        return messages()
                .map(SandboxMessage::time)
                .filter(arrival -> arrival.isAfter(time))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Nothing arrived at webhook " + webhookId + " after " + time));
    }

    private java.util.stream.Stream<SandboxMessage> messages() {
        return server.sandbox().messages("webhook:" + webhookId).stream();
    }

    /** The hub writes an emoji and a space before the title. */
    private static String title(SandboxMessage message) {
        try {
            String heading = JSON.readTree(message.json())
                    .path("embeds")
                    .path(0)
                    .path("title")
                    .asText();
            return heading.substring(heading.lastIndexOf(' ') + 1);
        } catch (JsonProcessingException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    void awaitAll(List<EventLoad.Accepted> accepted) {
        await().atMost(LONGEST_DELIVERY).pollInterval(Duration.ofMillis(250)).untilAsserted(() -> {
            Set<String> missing =
                    accepted.stream().map(EventLoad.Accepted::title).collect(Collectors.toCollection(HashSet::new));
            missing.removeAll(new HashSet<>(titles()));
            assertThat(missing)
                    .as("events answered with 202 that did not arrive")
                    .isEmpty();
        });
    }

    /** How many messages arrived that had arrived before. */
    int duplicates() {
        List<String> titles = titles();
        return titles.size() - new HashSet<>(titles).size();
    }

    /**
     * Asserts that first arrivals follow the ids of the events, for events that one run of one hub accepted: its
     * ids rise, and it queues events in their order.
     */
    void assertOrdered(List<EventLoad.Accepted> ofOneRun) {
        Map<String, Integer> places = new HashMap<>();
        List<String> titles = titles();
        for (int place = 0; place < titles.size(); place++) {
            places.putIfAbsent(titles.get(place), place);
        }
        List<Integer> arrivals = ofOneRun.stream()
                // As text: java.util.UUID compares its halves as signed numbers.
                .sorted(Comparator.comparing(event -> event.eventId().toString()))
                .map(event -> places.getOrDefault(event.title(), -1))
                .toList();
        assertThat(arrivals).as("arrivals in the order of the event ids").isSorted();
    }
}

package io.notifyflow.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.sandbox.Sandbox;
import io.notifyflow.sandbox.SandboxMessage;
import io.notifyflow.sandbox.SandboxServer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What arrived at one webhook or direct message channel of a sandbox, by the titles of the events. An event is one
 * embed; a message holds one or several.
 *
 * @param target the webhook's or channel's id, for which faults are scripted
 * @param channel the sandbox's name of it
 */
public record Inbox(SandboxServer server, String target, String channel) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST_DELIVERY = Duration.ofSeconds(60);

    /** A message and the titles of its events. */
    record Message(String id, Instant time, List<String> titles) {}

    /** The webhook of the first account. */
    public static Inbox ofFirst(SandboxServer server) {
        return ofWebhook(server, "1");
    }

    static Inbox ofWebhook(SandboxServer server, String webhookId) {
        return new Inbox(server, webhookId, "webhook:" + webhookId);
    }

    static Inbox ofDirectMessages(SandboxServer server, String recipientId) {
        String channel = Sandbox.directMessageChannel(recipientId);
        return new Inbox(server, channel, channel);
    }

    /** Oldest first. */
    List<Message> messages() {
        return stored().map(Inbox::read).toList();
    }

    private Stream<SandboxMessage> stored() {
        return server.sandbox().messages(channel).stream();
    }

    /** The titles in the order of their arrival, repeated ones included. */
    public List<String> titles() {
        return messages().stream().flatMap(message -> message.titles().stream()).toList();
    }

    Set<String> titlesAfter(Instant time) {
        return messages().stream()
                .filter(message -> message.time().isAfter(time))
                .flatMap(message -> message.titles().stream())
                .collect(Collectors.toSet());
    }

    /** When something first arrived after this time. */
    Instant firstAfter(Instant time) {
        return stored().map(SandboxMessage::time)
                .filter(arrival -> arrival.isAfter(time))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Nothing arrived at " + channel + " after " + time));
    }

    private static Message read(SandboxMessage message) {
        try {
            List<String> titles = new ArrayList<>();
            for (JsonNode embed : JSON.readTree(message.json()).path("embeds")) {
                titles.add(title(embed.path("title").asText()));
            }
            return new Message(Long.toString(message.id()), message.time(), titles);
        } catch (JsonProcessingException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    /** The hub writes an emoji and a space before the title. */
    private static String title(String heading) {
        return heading.substring(heading.lastIndexOf(' ') + 1);
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

    /** How many events arrived that had arrived before. */
    int duplicates() {
        List<String> titles = titles();
        return titles.size() - new HashSet<>(titles).size();
    }

    /**
     * The messages of which an event arrived again, in a later one: those whose arrival their sender did not know of.
     */
    List<Message> repeated() {
        Set<String> later = new HashSet<>();
        List<Message> repeated = new ArrayList<>();
        for (Message message : messages().reversed()) {
            if (message.titles().stream().anyMatch(later::contains)) {
                repeated.addFirst(message);
            }
            later.addAll(message.titles());
        }
        return repeated;
    }

    /**
     * Asserts that first arrivals follow the ids of the events, for events that one run of one hub accepted: its
     * ids rise, and it queues events in their order. What did not arrive at all is passed over.
     */
    void assertOrdered(List<EventLoad.Accepted> ofOneRun) {
        Map<String, Integer> places = new HashMap<>();
        List<String> titles = titles();
        for (int place = 0; place < titles.size(); place++) {
            places.putIfAbsent(titles.get(place), place);
        }
        List<Integer> arrivals = ofOneRun.stream()
                .filter(event -> places.containsKey(event.title()))
                // As text: java.util.UUID compares its halves as signed numbers.
                .sorted(Comparator.comparing(event -> event.eventId().toString()))
                .map(event -> places.getOrDefault(event.title(), -1))
                .toList();
        assertThat(arrivals)
                .as("arrivals at " + channel + " in the order of the event ids")
                .isSorted();
    }
}

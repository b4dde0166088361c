package io.notifyflow.delivery.discord;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.delivery.HttpAnswer;
import io.notifyflow.delivery.discord.DiscordFormErrors.FormError;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Sends a message again, once, without what Discord refuses of it: a link that it takes for none must not lose an alert.
 * What makes the message one (an embed, its only text) is never left out.
 */
@Component
class DiscordCorrection {

    private static final int MALFORMED = 50035;
    private static final String EMBEDS = "embeds";
    private static final String FIELDS = "fields";
    /** Without these it would be another message, or ring where it must not. */
    private static final Set<String> KEPT = Set.of(EMBEDS, "content", "allowed_mentions", "nonce", "enforce_nonce");

    private static final List<String> TEXTS = List.of("title", "description");

    private final ObjectMapper json;
    private final DiscordAnswers answers;

    DiscordCorrection(ObjectMapper json, DiscordAnswers answers) {
        this.json = json;
        this.answers = answers;
    }

    /**
     * A message that can be sent in place of one that was refused.
     *
     * @param leftOut what Discord refused of it, for people
     */
    record Corrected(DiscordRequest request, String leftOut) {}

    /** The message without what the answer refuses; empty if that is about something else, or cannot be left out. */
    Optional<Corrected> of(DiscordRequest request, HttpAnswer answer) {
        JsonNode refused = answers.body(answer);
        if (refused.path("code").asInt() != MALFORMED) {
            return Optional.empty();
        }
        List<FormError> errors = DiscordFormErrors.of(refused);
        String body = without(request.body(), errors);
        return Optional.ofNullable(body)
                .map(corrected -> new Corrected(
                        request.withBody(corrected),
                        "Sent without what Discord refused: "
                                + errors.stream()
                                        .map(FormError::toString)
                                        .distinct()
                                        .collect(Collectors.joining("; "))));
    }

    /** The message without the members that the errors name; null if it cannot be sent without one of them. */
    @Nullable
    String without(String message, List<FormError> errors) {
        try {
            if (errors.isEmpty() || !(json.readTree(message) instanceof ObjectNode corrected)) {
                return null;
            }
            // From the last place of a list to the first: to take one out moves those behind it.
            List<List<String>> paths = errors.stream()
                    .map(error -> removed(error.path()))
                    .distinct()
                    .sorted(Comparator.comparing(DiscordCorrection::place).reversed())
                    .toList();
            return paths.stream().allMatch(path -> leaveOut(corrected, path))
                    ? json.writeValueAsString(corrected)
                    : null;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The hub's own messages are JSON", e);
        }
    }

    /** What goes with a refused part: a whole field, a whole image, a whole author. */
    private static List<String> removed(List<String> path) {
        boolean ofEmbed = !path.isEmpty() && path.getFirst().equals(EMBEDS);
        int length = !ofEmbed ? 1 : path.size() > 3 && path.get(2).equals(FIELDS) ? 4 : 3;
        return path.subList(0, Math.min(length, path.size()));
    }

    /** Of a field, where it stands among the fields. */
    private static int place(List<String> path) {
        return path.size() > 3 ? number(path.get(3)) : 0;
    }

    private static int number(String step) {
        return step.matches("\\d{1,4}") ? Integer.parseInt(step) : -1;
    }

    private static boolean leaveOut(ObjectNode message, List<String> path) {
        if (path.isEmpty()) {
            return false;
        }
        if (!path.getFirst().equals(EMBEDS)) {
            return !KEPT.contains(path.getFirst()) && message.remove(path.getFirst()) != null;
        }
        return path.size() > 2
                && message.path(EMBEDS).path(number(path.get(1))) instanceof ObjectNode embed
                && leaveOutOfEmbed(embed, path.subList(2, path.size()));
    }

    private static boolean leaveOutOfEmbed(ObjectNode embed, List<String> path) {
        String member = path.getFirst();
        if (member.equals(FIELDS) && path.size() > 1 && embed.path(FIELDS) instanceof ArrayNode fields) {
            return fields.remove(number(path.get(1))) != null;
        }
        boolean there = embed.remove(member) != null;
        return there && TEXTS.stream().anyMatch(embed::has);
    }
}

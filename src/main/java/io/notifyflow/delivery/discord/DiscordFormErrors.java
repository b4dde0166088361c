package io.notifyflow.delivery.discord;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What Discord says is wrong with a message, by the place in it: a tree whose leaves are lists named {@code _errors}.
 *
 * @see <a href="https://discord.com/developers/docs/reference#error-messages">Error messages</a>
 */
final class DiscordFormErrors {

    private static final String LEAF = "_errors";
    private static final int DEPTH = 8;
    private static final int MAX = 50;
    private static final int QUOTED = 200;

    private DiscordFormErrors() {}

    /**
     * A member of the message that is refused.
     *
     * @param path    members, and places in lists counted from 0, such as {@code embeds}, {@code 0}, {@code url}
     * @param message Discord's words, shortened
     */
    record FormError(List<String> path, String message) {

        /** The member as people write it, such as {@code embeds[0].url}. */
        String member() {
            var member = new StringBuilder();
            for (String step : path) {
                boolean place = !step.isEmpty() && step.chars().allMatch(Character::isDigit);
                member.append(place ? "[" + step + "]" : (member.isEmpty() ? "" : ".") + step);
            }
            return member.isEmpty() ? "the message" : member.toString();
        }

        @Override
        public String toString() {
            return member() + ": " + message;
        }
    }

    /** The errors of an answer with the code 50035, in their order. */
    static List<FormError> of(JsonNode answer) {
        var errors = new ArrayList<FormError>();
        collect(answer.path("errors"), List.of(), errors);
        return errors;
    }

    private static void collect(JsonNode tree, List<String> path, List<FormError> errors) {
        if (path.size() > DEPTH || errors.size() >= MAX) {
            return;
        }
        for (JsonNode error : tree.path(LEAF)) {
            String message = error.path("message").asText("");
            errors.add(new FormError(path, message.length() <= QUOTED ? message : message.substring(0, QUOTED) + "…"));
        }
        tree.properties().forEach(member -> {
            if (!member.getKey().equals(LEAF)) {
                var deeper = new ArrayList<>(path);
                deeper.add(member.getKey());
                collect(member.getValue(), deeper, errors);
            }
        });
    }
}

package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.event.Problem.InvalidMember;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The settings of sources that the hub asks itself, which the command line gives as text and the API as numbers. */
public final class PollSettings {

    private static final Map<String, Integer> DEFAULT_MINUTES = Map.of("rss", 15, "imap", 5);
    private static final int LONGEST_NUMBER = 9;
    /** A month. */
    private static final int MOST_MINUTES = 44_640;

    private static final int MOST_BACKLOG = 100;

    private PollSettings() {}

    /** A whole number, if it is one. */
    public static OptionalInt number(JsonNode settings, String name) {
        JsonNode value = settings.path(name);
        String text = value.asText();
        boolean number = value.isIntegralNumber() || value.isTextual();
        return number && text.length() <= LONGEST_NUMBER && text.matches("\\d+")
                ? OptionalInt.of(Integer.parseInt(text))
                : OptionalInt.empty();
    }

    static Duration minutes(Source source) {
        int usual = DEFAULT_MINUTES.getOrDefault(source.type(), 1);
        return Duration.ofMinutes(
                Math.max(1, number(source.settings(), "minutes").orElse(usual)));
    }

    public static boolean flag(JsonNode settings, String name) {
        return settings.path(name).asText().equals("true");
    }

    /** What is wrong with the settings that all such sources share. */
    static void check(JsonNode settings, List<InvalidMember> errors) {
        range(settings, "minutes", 1, MOST_MINUTES, errors);
        range(settings, "backlog", 0, MOST_BACKLOG, errors);
    }

    private static void range(JsonNode settings, String name, int least, int most, List<InvalidMember> errors) {
        if (settings.has(name)) {
            int number = number(settings, name).orElse(-1);
            if (number < least || number > most) {
                errors.add(
                        new InvalidMember("settings." + name, "must be a whole number from " + least + " to " + most));
            }
        }
    }
}

package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;

/** The settings of sources that the hub asks itself, which the command line gives as text and the API as numbers. */
public final class PollSettings {

    private static final Map<String, Integer> DEFAULT_MINUTES = Map.of("rss", 15, "imap", 5);
    private static final int LONGEST_NUMBER = 9;

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
}

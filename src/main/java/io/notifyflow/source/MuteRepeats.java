package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.event.Problem.InvalidMember;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The setting {@code muteRepeats}: how long what is repeated makes no second event. After that time the same is told
 * again, and muted for as long again. Without the setting it is as long as idempotency keys are kept.
 */
final class MuteRepeats {

    static final String NAME = "muteRepeats";

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(48);
    private static final Pattern PARTS = Pattern.compile("(?:\\d{1,7}\\s*[smhd]\\s*)+");
    private static final Pattern PART = Pattern.compile("(\\d{1,7})\\s*([smhd])");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));

    private MuteRepeats() {}

    /** Empty for a source without the setting. */
    static Optional<Duration> of(JsonNode settings) {
        return settings.path(NAME).isTextual()
                ? parse(settings.path(NAME).textValue()).filter(MuteRepeats::allowed)
                : Optional.empty();
    }

    /**
     * @param polled whether the hub asks the source, which knows what it told by another way
     */
    static void check(JsonNode settings, boolean polled, List<InvalidMember> errors) {
        if (!settings.has(NAME)) {
            return;
        }
        String member = "settings." + NAME;
        if (polled) {
            errors.add(new InvalidMember(
                    member, "is not used by a source that the hub asks, which tells each item once; leave it out"));
        } else if (of(settings).isEmpty()) {
            errors.add(new InvalidMember(
                    member,
                    "must be a duration from 1m to 48h, such as 30m, 4h, 1h30m or PT4H; it is how long"
                            + " the same event is told once"));
        }
    }

    private static boolean allowed(Duration duration) {
        return duration.compareTo(SHORTEST) >= 0 && duration.compareTo(LONGEST) <= 0;
    }

    /** As Alertmanager writes its {@code repeat_interval}, or as ISO 8601 has it. */
    private static Optional<Duration> parse(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        if (PARTS.matcher(plain).matches()) {
            Duration sum = Duration.ZERO;
            for (Matcher part = PART.matcher(plain); part.find(); ) {
                sum = sum.plus(
                        UNITS.getOrDefault(part.group(2), Duration.ZERO).multipliedBy(Long.parseLong(part.group(1))));
            }
            return Optional.of(sum);
        }
        try {
            return Optional.of(Duration.parse(plain));
        } catch (DateTimeException | ArithmeticException none) {
            return Optional.empty();
        }
    }

    /** The settings that are for the source's route. */
    static JsonNode without(JsonNode settings) {
        return settings.has(NAME) && settings instanceof ObjectNode object
                ? object.deepCopy().without(NAME)
                : settings;
    }
}

package io.notifyflow.delivery.discord;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.delivery.HttpAnswer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers that are about the address that the hub calls from, and not about a webhook, a bot or a message: of the
 * network before Discord (Cloudflare), which blocks an address for a while, and of Discord when it is closed to all.
 */
final class AddressBlock {

    /** 40004: sending is temporarily disabled; 40333: an "internal network error", which is Cloudflare's block. */
    private static final Set<Integer> CODES = Set.of(40004, 40333);

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    private AddressBlock() {}

    /**
     * @param body of the answer, as JSON; missing if it is none
     */
    static boolean tells(HttpAnswer answer, JsonNode body) {
        JsonNode code = body.path("code");
        if (code.isInt() && CODES.contains(code.intValue())) {
            return true;
        }
        return switch (answer.status()) {
            // Discord's own has a code.
            case 403 -> !body.isObject();
            // Discord's own tells the bucket, or how long to wait in its body.
            case 429 -> !saysLimit(answer) && (!body.isObject() || code.isInt() && code.intValue() == 0);
            default -> false;
        };
    }

    private static boolean saysLimit(HttpAnswer answer) {
        return answer.headers().keySet().stream().anyMatch(name -> name.startsWith("x-ratelimit-"));
    }

    /** How long the answer asks to wait, in seconds or as a date; empty if it does not say. */
    static Optional<Duration> asked(HttpAnswer answer) {
        return Optional.ofNullable(seconds(answer.header("Retry-After")))
                .map(wait -> wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    }

    private static @Nullable Duration seconds(@Nullable String text) {
        try {
            double seconds = text == null ? 0 : Double.parseDouble(text);
            return seconds > 0 ? Duration.ofMillis((long) (Math.min(seconds, LONGEST.toSeconds()) * 1000)) : null;
        } catch (NumberFormatException noNumber) {
            return null;
        }
    }
}

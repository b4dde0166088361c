package io.notifyflow.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.util.Map;

/** Something that goes wrong with a call, as scripted by a test. */
public sealed interface SandboxFault {

    /** This answer instead of Discord's, with these headers only; nothing is stored. */
    record Answer(int status, Map<String, String> headers, String body) implements SandboxFault {

        private static final double MILLIS = 1000.0;

        /** An answer in JSON without further headers. */
        public static Answer json(int status, String body) {
            return new Answer(status, Map.of("Content-Type", "application/json"), body);
        }

        /** A 429 of the bucket itself, as documented, that asks to stay away this long. */
        public static Answer tooManyRequests(Duration retryAfter) {
            double seconds = retryAfter.toMillis() / MILLIS;
            return new Answer(
                    429,
                    Map.of(
                            "Content-Type", "application/json",
                            "Retry-After", Long.toString((long) Math.ceil(seconds)),
                            "X-RateLimit-Limit", "5",
                            "X-RateLimit-Remaining", "0",
                            "X-RateLimit-Reset-After", Double.toString(seconds),
                            "X-RateLimit-Bucket", ApiRoute.CREATE_MESSAGE.bucket(),
                            "X-RateLimit-Scope", "user"),
                    "{\"message\": \"You are being rate limited.\", \"retry_after\": " + seconds
                            + ", \"global\": false}");
        }

        /** Whether all calls of the caller are meant, not only those of the bucket. */
        boolean isGlobal() {
            try {
                return DiscordApi.JSON.readTree(body).path("global").asBoolean();
            } catch (JsonProcessingException notJson) {
                return headers.keySet().stream().anyMatch("X-RateLimit-Global"::equalsIgnoreCase);
            }
        }

        /** How long a client has to stay away: by the body, which is finer, or else by the header. */
        Duration retryAfter() {
            try {
                double seconds =
                        DiscordApi.JSON.readTree(body).path("retry_after").asDouble(headerSeconds());
                return Duration.ofMillis((long) (seconds * MILLIS));
            } catch (JsonProcessingException notJson) {
                return Duration.ofMillis((long) (headerSeconds() * MILLIS));
            }
        }

        private double headerSeconds() {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase("Retry-After"))
                    .mapToDouble(header -> Double.parseDouble(header.getValue()))
                    .findFirst()
                    .orElse(0);
        }
    }

    /** The usual answer, this much later; the call takes effect only then. */
    record Delay(Duration duration) implements SandboxFault {}

    /** The connection ends before anything is stored. */
    record ResetConnection() implements SandboxFault {}

    /** The message is stored, then the connection ends without an answer: a retry makes a duplicate. */
    record AcceptThenReset() implements SandboxFault {}

    /** The message is stored, but only half of the answer's body arrives. */
    record CutBody() implements SandboxFault {}

    /** Nothing is stored and nothing is ever answered. */
    record BlackHole() implements SandboxFault {}
}

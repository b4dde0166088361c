package io.notifyflow.sandbox;

import java.time.Duration;
import java.util.Map;

/** Something that goes wrong with a call, as scripted by a test. */
public sealed interface SandboxFault {

    /** This answer instead of Discord's; nothing is stored. */
    record Answer(int status, Map<String, String> headers, String body) implements SandboxFault {

        /** An answer in JSON without further headers. */
        public static Answer json(int status, String body) {
            return new Answer(status, Map.of("Content-Type", "application/json"), body);
        }

        /** A 429 of the bucket itself, as documented, that asks to stay away this long. */
        public static Answer tooManyRequests(Duration retryAfter) {
            long millis = retryAfter.toMillis();
            return new Answer(
                    429,
                    Map.of(
                            "Content-Type", "application/json",
                            "Retry-After", Long.toString((millis + 999) / 1000),
                            "X-RateLimit-Scope", "user"),
                    "{\"message\": \"You are being rate limited.\", \"retry_after\": " + millis / 1000.0
                            + ", \"global\": false}");
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

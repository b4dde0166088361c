package io.notifyflow.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.notifyflow.event.EventContent;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Submission;
import io.notifyflow.event.Submission.IdempotencyKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Turns a valid request into a submission, with the key that makes a retry harmless. */
@Component("submissions")
class Submissions {

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]{1,255}");

    private final ObjectWriter canonical;

    Submissions(@Qualifier("eventMapper") ObjectMapper mapper) {
        this.canonical = mapper.writerFor(EventContent.class);
    }

    /**
     * @param key the Idempotency-Key header as it came, quoted or not; null for none
     */
    Submission from(EventRequest request, @Nullable String key) {
        return submission(request, key == null ? request.idempotencyKey() : unquote(key));
    }

    Submission submission(EventRequest request, @Nullable String key) {
        return keyed(content(request), key);
    }

    /** The same submission under a key that the client gave for the whole batch. */
    Submission keyed(EventContent content, @Nullable String key) {
        return new Submission(content, key == null ? null : new IdempotencyKey(key, digest(content)));
    }

    /** Under a key that stands for the event whatever its content: a mapping may have changed since it was sent. */
    Submission named(EventContent content, String key) {
        return new Submission(content, new IdempotencyKey(key, sha256(key.getBytes(StandardCharsets.UTF_8))));
    }

    private static EventContent content(EventRequest request) {
        OffsetDateTime timestamp = request.timestamp();
        return new EventContent(
                request.category(),
                request.title(),
                request.description(),
                request.fields() == null ? Map.of() : request.fields(),
                timestamp == null ? null : timestamp.toInstant(),
                request.url(),
                request.emoji());
    }

    /** The header is a structured field's string, which is quoted; many clients leave the quotes out. */
    static String unquote(String header) {
        String key = header.strip();
        if (key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"")) {
            key = key.substring(1, key.length() - 1).replaceAll("\\\\([\"\\\\])", "$1");
        }
        if (!KEY.matcher(key).matches()) {
            throw new InvalidRequest(Problem.of(
                    "invalid-idempotency-key",
                    "The Idempotency-Key is not valid",
                    400,
                    "Idempotency-Key must have 1 to 255 printable ASCII characters without spaces, and be sent once"));
        }
        return key;
    }

    /** Of what was understood, not of the bytes: a retry may order its members or its white space anew. */
    private byte[] digest(EventContent content) {
        try {
            return sha256(canonical.writeValueAsBytes(content));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An event that was read can be written", e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}

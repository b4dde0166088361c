package io.notifyflow.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong and what to do, as RFC 9457 has it.
 *
 * @param type    stable, {@code urn:notifyflow:problem:<name>}: what a program may branch on
 * @param title   the same for every problem of the type
 * @param status  HTTP status
 * @param message what happened here, for people; also what clients of the older contract read
 * @param eventId the event it is about, where there is one
 * @param errors  one entry for each member of the body that is wrong
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type, String title, int status, String message, @Nullable UUID eventId, List<InvalidMember> errors) {

    public static final String MEDIA_TYPE = "application/problem+json";
    private static final String TYPE_PREFIX = "urn:notifyflow:problem:";

    /**
     * One wrong member.
     *
     * @param member its name in the body, such as {@code fields}
     */
    public record InvalidMember(String member, String message) {}

    public static Problem of(String name, String title, int status, String message) {
        return new Problem(TYPE_PREFIX + name, title, status, message, null, List.of());
    }

    public Problem about(UUID event) {
        return new Problem(type, title, status, message, event, errors);
    }

    public Problem with(List<InvalidMember> invalid) {
        return new Problem(type, title, status, message, eventId, invalid);
    }
}

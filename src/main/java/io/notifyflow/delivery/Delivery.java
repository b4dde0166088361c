package io.notifyflow.delivery;

import io.notifyflow.event.Event;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event for one destination, whose turn it is.
 *
 * @param color     the category's, 24-bit RGB; null where the category is gone
 * @param emoji     the category's
 * @param attempts  how many were made before
 * @param failures  how many of those count against the retry schedule; a throttled one does not
 * @param messageId the message it was last sent in, where a repetition must be the same
 * @param reason    why the event goes there, for people
 * @param stored    whether it is in the table; otherwise the record of its first attempt puts it there
 */
public record Delivery(
        UUID id,
        Event event,
        Target target,
        @Nullable Integer color,
        @Nullable String emoji,
        int attempts,
        int failures,
        Instant nextAttemptAt,
        @Nullable UUID messageId,
        String reason,
        boolean stored) {}

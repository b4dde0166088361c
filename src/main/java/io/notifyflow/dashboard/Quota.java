package io.notifyflow.dashboard;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the plan leaves of the month, which is one in UTC.
 *
 * @param used  events that count
 * @param limit null for none
 */
public record Quota(long used, @Nullable Long limit, Instant resetsAt) {

    /** 0 to 100. */
    public int percent() {
        return limit == null || limit == 0 ? 0 : (int) Math.min(100, used * 100 / limit);
    }
}

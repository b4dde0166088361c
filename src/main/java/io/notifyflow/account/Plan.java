package io.notifyflow.account;

import org.jspecify.annotations.Nullable;

/**
 * What an account may use.
 *
 * @param monthlyEvents events that may be accepted in one UTC month; {@link #UNLIMITED} for no limit
 * @param categories    categories an account may have
 * @param requestsPerSecond of one API key to one hub, ten seconds' worth of them at once; null for no limit
 * @param trialsPerMinute of rules, of the whole account; null for no limit
 */
public record Plan(
        String name,
        long monthlyEvents,
        int categories,
        @Nullable Integer requestsPerSecond,
        @Nullable Integer trialsPerMinute) {

    public static final long UNLIMITED = Long.MAX_VALUE;

    public boolean limited() {
        return monthlyEvents != UNLIMITED;
    }
}

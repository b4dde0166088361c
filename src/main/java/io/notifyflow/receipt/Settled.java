package io.notifyflow.receipt;

import org.jspecify.annotations.Nullable;

/**
 * What became of a webhook.
 *
 * @param reason why it was ignored or parked, and what to do about it; null if applied
 */
public record Settled(State state, @Nullable String reason) {

    /** Where a webhook ends. */
    public enum State {
        APPLIED,
        IGNORED,
        PARKED;

        /** As it stands in the database and in answers. */
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public static Settled applied() {
        return new Settled(State.APPLIED, null);
    }

    /** It has no meaning here. */
    public static Settled ignored(String reason) {
        return new Settled(State.IGNORED, reason);
    }

    /** It may have a meaning that could not be read: an operator looks at it. */
    public static Settled parked(String reason) {
        return new Settled(State.PARKED, reason);
    }
}

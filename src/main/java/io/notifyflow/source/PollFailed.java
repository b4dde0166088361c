package io.notifyflow.source;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A source could not be read; the message is for its owner, and holds no secret. */
public final class PollFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    public PollFailed(String message) {
        this(message, (Duration) null);
    }

    /**
     * @param retryAfter how long its server asks not to be called; null if it does not say
     */
    public PollFailed(String message, @Nullable Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    public PollFailed(String message, Throwable cause) {
        super(message, cause);
        this.retryAfter = null;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}

package io.notifyflow.delivery.ntfy;

import java.time.Duration;

/**
 * ntfy's limits, in bytes of UTF-8.
 *
 * @see <a href="https://docs.ntfy.sh/publish/#limitations">Limitations</a>
 */
final class NtfyLimits {

    /** Longer ones become attachments. */
    static final int MESSAGE = 4096;

    /** Of the whole request: the server reads twice the length of a message, to which escapes in JSON count. */
    static final int REQUEST = 2 * MESSAGE;

    static final int TITLE = 1024;
    /** Kept free for the description, however many fields there are. */
    static final int SHORTEST_DESCRIPTION = 1000;

    static final int URL = 2048;

    /** At ntfy.sh an address has 60 requests at once, and one more every five seconds; we keep a few in reserve. */
    static final int AT_ONCE = 50;

    static final Duration REFILL = Duration.ofSeconds(5);
    /** What counts by the day is not worth asking for every few seconds. */
    static final Duration DAY_IS_FULL = Duration.ofMinutes(30);

    private NtfyLimits() {}
}

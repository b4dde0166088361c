package io.notifyflow.delivery.slack;

import java.time.Duration;

/**
 * Slack's limits, in characters after escaping.
 *
 * @see <a href="https://docs.slack.dev/reference/block-kit/blocks">Blocks</a>
 * @see <a href="https://docs.slack.dev/apis/web-api/rate-limits">Rate limits</a>
 */
final class SlackLimits {

    static final int BLOCKS = 50;
    static final int HEADER = 150;
    static final int SECTION = 3000;
    /** Of one section; more go into the next. */
    static final int FIELDS = 10;

    static final int FIELD = 2000;
    /** Ours: beyond it the rest is counted, not shown. */
    static final int SECTIONS_OF_FIELDS = 3;

    static final int URL = 3000;
    /** What notifications show, and old clients. */
    static final int FALLBACK = 500;
    /** Ours: events in one message. */
    static final int EVENTS = 10;
    /** One message a second for each webhook. */
    static final Duration PACE = Duration.ofSeconds(1);

    private SlackLimits() {}
}

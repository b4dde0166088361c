package io.notifyflow.delivery.teams;

import java.time.Duration;

/**
 * The limits of Microsoft Teams.
 *
 * @see <a href="https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook">Webhooks</a>
 */
final class TeamsLimits {

    /** Bytes of a message: 28 KB, with room for what Teams adds. */
    static final int MESSAGE = 24 * 1024;
    /** Ours, as are those below, so that a card holds them within the limit, escaped or not. */
    static final int TITLE = 256;

    static final int TEXT = 4000;
    static final int FACTS = 20;
    static final int FACT_NAME = 64;
    static final int FACT_VALUE = 400;
    static final int URL = 2048;
    /** Four messages a second. */
    static final Duration PACE = Duration.ofMillis(250);

    private TeamsLimits() {}
}

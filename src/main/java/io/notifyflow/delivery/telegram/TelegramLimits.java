package io.notifyflow.delivery.telegram;

import java.time.Duration;

/**
 * Telegram's limits, in characters of the text that people see.
 *
 * @see <a href="https://core.telegram.org/bots/api#sendmessage">sendMessage</a>
 * @see <a href="https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this">Limits of bots</a>
 */
final class TelegramLimits {

    static final int TEXT = 4096;
    /** Ours, as are those of the parts below: so that each has room beside the others. */
    static final int TITLE = 256;

    static final int FIELD_NAME = 64;
    static final int FIELD_VALUE = 512;
    /** Kept free for the description, however many fields there are. */
    static final int SHORTEST_DESCRIPTION = 1000;

    /** Kept free for the line that tells how many fields did not fit. */
    static final int MORE = 48;

    static final int URL = 2048;

    /** A message a second to one chat; 20 a minute to a group. */
    static final Duration CHAT_PACE = Duration.ofSeconds(1);

    static final Duration GROUP_PACE = Duration.ofSeconds(3);
    /** 30 messages a second of one bot; with room, because calls that leave evenly do not arrive evenly. */
    static final Duration BOT_PACE = Duration.ofMillis(40);

    private TelegramLimits() {}
}

package io.notifyflow.delivery.discord;

/**
 * Discord's limits of a message, in characters after trimming.
 *
 * @see <a href="https://discord.com/developers/docs/resources/message#embed-object-embed-limits">Embed limits</a>
 */
final class DiscordLimits {

    static final int EMBEDS = 10;
    static final int URL = 2048;
    static final int TITLE = 256;
    static final int DESCRIPTION = 4096;
    static final int FIELDS = 25;
    static final int FIELD_NAME = 256;
    static final int FIELD_VALUE = 1024;
    /** Over all embeds of a message. */
    static final int TOTAL = 6000;
    /** Ours, as are those below. Kept free for the field that tells how many others did not fit. */
    static final int REST = 60;
    /** Fields may push the description down to this, and no further. */
    static final int SHORTEST_DESCRIPTION = 1000;
    /** Of an address that stands in the description, because Discord takes it for no link. */
    static final int LONGEST_ADDRESS = 500;
    /** Events that a digest names, and of each so much. */
    static final int LATEST = 10;

    static final int LATEST_HEADING = 90;

    private DiscordLimits() {}
}

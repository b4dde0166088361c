package io.notifyflow.delivery.discord;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A call of Discord's API.
 *
 * @param sender        in whose name it is made: a bot's, or a webhook's own
 * @param account       for which it is made
 * @param uri           holds the token where a webhook is called, so this record tells neither
 * @param authorization for calls of the bot, and of the hub's own sandbox
 */
public record DiscordRequest(String sender, UUID account, String uri, @Nullable String authorization, String body) {

    /** Whether it is made in the bot's name. */
    boolean ofBot() {
        return !sender.equals(DiscordSenders.WEBHOOKS);
    }

    /** The same call with another message. */
    DiscordRequest withBody(String other) {
        return new DiscordRequest(sender, account, uri, authorization, other);
    }

    @Override
    public String toString() {
        return "DiscordRequest[***]";
    }
}

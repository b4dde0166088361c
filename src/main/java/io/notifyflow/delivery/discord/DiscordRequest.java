package io.notifyflow.delivery.discord;

import org.jspecify.annotations.Nullable;

/**
 * A call of Discord's API.
 *
 * @param sender        in whose name it is made: a bot's, or a webhook's own
 * @param uri           holds the token where a webhook is called, so this record tells neither
 * @param authorization for calls of the bot, and of the hub's own sandbox
 */
public record DiscordRequest(String sender, String uri, @Nullable String authorization, String body) {

    /** Whether it is made in the bot's name. */
    boolean ofBot() {
        return !sender.equals(DiscordSenders.WEBHOOKS);
    }

    @Override
    public String toString() {
        return "DiscordRequest[***]";
    }
}

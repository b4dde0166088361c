package io.notifyflow.delivery.discord;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Discord.
 *
 * @param botToken for direct messages; without it they go to the sandbox
 * @param apiBase  in place of https://discord.com/api/v10, for everything that would go there or to the sandbox
 * @param callsPerSecond  of the bot, over all hubs; Discord's limit is 50, and the difference is for what arrives late
 * @param webhookCallsPerSecond of all webhooks, over all hubs: calls without a bot count for the address they come from,
 *                        and Discord's limit is 50 for each; hubs behind several addresses may have as many times more
 * @param invalidRequests answers 401, 403 and 429 in ten minutes at which all calls stop; at 10 000 Discord bans the
 *                        address
 * @param invalidRequestsOfAccount of these, at which the calls for one account stop
 * @param blockPause      how long nothing is called after Discord has blocked the hub's address without saying for how
 *                        long; the next time twice as long, up to an hour
 */
@ConfigurationProperties("notifyflow.discord")
public record DiscordSettings(
        @Nullable String botToken,
        @Nullable URI apiBase,
        @DefaultValue("45") int callsPerSecond,
        @DefaultValue("45") int webhookCallsPerSecond,
        @DefaultValue("9000") int invalidRequests,
        @DefaultValue("1000") int invalidRequestsOfAccount,
        @DefaultValue("60s") Duration blockPause) {

    static final String API = "https://discord.com/api/v10";

    public DiscordSettings {
        botToken = botToken == null || botToken.isBlank() ? null : botToken.strip();
        if (botToken != null && !botToken.matches("[\\x21-\\x7E]+")) {
            throw new IllegalArgumentException("NOTIFYFLOW_DISCORD_BOT_TOKEN holds white space or characters that no"
                    + " token has. Copy it in Discord's developer portal under Bot > Reset Token.");
        }
        if (callsPerSecond < 1 || callsPerSecond > 50) {
            throw new IllegalArgumentException("notifyflow.discord.calls-per-second must be 1 to 50: Discord allows no"
                    + " bot more than 50 calls a second.");
        }
        if (webhookCallsPerSecond < 1 || webhookCallsPerSecond > 10_000) {
            throw new IllegalArgumentException("notifyflow.discord.webhook-calls-per-second must be 1 to 10000; Discord"
                    + " allows 50 calls a second for each address that hubs call from.");
        }
        if (invalidRequests < 1 || invalidRequests > 9999) {
            throw new IllegalArgumentException("notifyflow.discord.invalid-requests must be 1 to 9999: at 10 000 in"
                    + " ten minutes Discord bans the address.");
        }
        if (invalidRequestsOfAccount < 1) {
            throw new IllegalArgumentException("notifyflow.discord.invalid-requests-of-account must be 1 or more; it is"
                    + " the part of notifyflow.discord.invalid-requests that one account may use up.");
        }
        if (!blockPause.isPositive() || blockPause.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "notifyflow.discord.block-pause must be longer than zero and at most 1h.");
        }
        if (apiBase != null && apiBase.toString().isBlank()) {
            apiBase = null;
        }
        if (apiBase != null && !apiBase.toString().matches("https?://[A-Za-z0-9.\\[\\]:-]+(/[A-Za-z0-9._/-]*)?")) {
            throw new IllegalArgumentException("NOTIFYFLOW_DISCORD_API_BASE must be an http or https address such as "
                    + API + ", without user name and query.");
        }
    }

    @Override
    public String toString() {
        return "DiscordSettings[botToken=" + (botToken == null ? "none" : "***") + ", apiBase=" + apiBase + "]";
    }
}

package io.notifyflow.account;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The first account, made when the database has none.
 *
 * @param apiKey            its API key; generated and printed once where it is missing
 * @param plan              its plan
 * @param discordWebhookUrl a Discord webhook that gets its events in place of the sandbox
 * @param discordUserId     a Discord user who gets its events as direct messages in place of the sandbox
 */
@ConfigurationProperties("notifyflow.bootstrap")
record BootstrapSettings(
        @Nullable String apiKey,
        @DefaultValue("unlimited") String plan,
        @Nullable String discordWebhookUrl,
        @Nullable String discordUserId) {

    private static final int SHORTEST_KEY = 16;
    private static final Pattern BEARER_TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    BootstrapSettings {
        apiKey = blankAsNull(apiKey);
        discordWebhookUrl = blankAsNull(discordWebhookUrl);
        discordUserId = blankAsNull(discordUserId);
        if (apiKey != null
                && (apiKey.length() < SHORTEST_KEY
                        || !BEARER_TOKEN.matcher(apiKey).matches())) {
            throw new IllegalArgumentException("NOTIFYFLOW_BOOTSTRAP_API_KEY must have at least " + SHORTEST_KEY
                    + " characters of A-Z a-z 0-9 . _ ~ + / - (it is sent as a Bearer token)."
                    + " Leave it out to have a key generated.");
        }
        if (discordWebhookUrl != null) {
            requireWebhook(discordWebhookUrl);
        }
        if (discordUserId != null && !discordUserId.matches("\\d{1,20}")) {
            throw new IllegalArgumentException("NOTIFYFLOW_BOOTSTRAP_DISCORD_USER_ID must be a Discord user id,"
                    + " a number. In Discord: Settings > Advanced > Developer Mode, then right-click the user.");
        }
    }

    private static void requireWebhook(String url) {
        try {
            DiscordWebhookUrl.parse(url);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "NOTIFYFLOW_BOOTSTRAP_DISCORD_WEBHOOK_URL cannot be used. " + malformed.getMessage());
        }
    }

    private static @Nullable String blankAsNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    @Override
    public String toString() {
        return "BootstrapSettings[apiKey=***, plan=" + plan + ", discordWebhookUrl=***]";
    }
}

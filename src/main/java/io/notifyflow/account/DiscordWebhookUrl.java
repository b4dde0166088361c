package io.notifyflow.account;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Discord webhook as people paste it; the token is a secret.
 *
 * @see <a href="https://discord.com/developers/docs/resources/webhook">Discord's Webhook resource</a>
 */
public record DiscordWebhookUrl(String id, String token) {

    // Strict on purpose: nothing but the two parts that were matched here ever reaches an outgoing call.
    private static final Pattern FORM = Pattern.compile(
            "https://(?:(?:ptb|canary)\\.)?discord(?:app)?\\.com/api/(?:v\\d{1,2}/)?webhooks/(\\d{1,20})/([\\w-]{1,128})/?");

    /**
     * @throws IllegalArgumentException for anything else; the text is not repeated, as it may hold a token
     */
    public static DiscordWebhookUrl parse(String url) {
        Matcher matcher = FORM.matcher(url.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("That is not a Discord webhook URL. Copy it in Discord under"
                    + " Channel settings > Integrations > Webhooks; it looks like"
                    + " https://discord.com/api/webhooks/<id>/<token>.");
        }
        return new DiscordWebhookUrl(matcher.group(1), matcher.group(2));
    }

    @Override
    public String toString() {
        return "DiscordWebhookUrl[" + id + "/***]";
    }
}

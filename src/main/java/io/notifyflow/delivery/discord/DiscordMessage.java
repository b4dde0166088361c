package io.notifyflow.delivery.discord;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of Create Message and Execute Webhook.
 *
 * @param nonce at most 25 characters; with enforceNonce the same one makes no second message
 * @see <a href="https://discord.com/developers/docs/resources/message#create-message">Create Message</a>
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DiscordMessage(
        List<Embed> embeds,
        @JsonProperty("allowed_mentions") AllowedMentions allowedMentions,
        @Nullable String nonce,
        @JsonProperty("enforce_nonce") @Nullable Boolean enforceNonce) {

    /** A rich embed. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Embed(
            String title,
            String description,
            @Nullable String url,
            @Nullable Integer color,
            String timestamp,
            List<Field> fields) {

        int length() {
            return title.length()
                    + description.length()
                    + fields.stream().mapToInt(Field::length).sum();
        }
    }

    /** One entry of an embed's table. */
    record Field(String name, String value, boolean inline) {

        int length() {
            return name.length() + value.length();
        }
    }

    /** Which mentions ring: none. */
    record AllowedMentions(List<String> parse) {
        static final AllowedMentions NONE = new AllowedMentions(List.of());
    }
}

package io.notifyflow.sandbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as Discord stores it, without the id, which the store gives out.
 *
 * <p>https://discord.com/developers/docs/resources/message#message-object
 */
record DiscordMessage(
        int type,
        String content,
        @JsonProperty("channel_id") String channelId,
        DiscordUser author,
        List<DiscordEmbed> embeds,
        List<JsonNode> attachments,
        List<DiscordUser> mentions,
        @JsonProperty("mention_roles") List<String> mentionRoles,
        @JsonProperty("mention_everyone") boolean mentionEveryone,
        boolean pinned,
        boolean tts,
        String timestamp,
        @JsonProperty("edited_timestamp") @Nullable String editedTimestamp,
        int flags,
        List<JsonNode> components,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode nonce,
        @JsonProperty("webhook_id") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String webhookId) {}

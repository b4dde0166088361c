package io.notifyflow.delivery.discord;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.notifyflow.delivery.AttemptFailed;
import io.notifyflow.delivery.AttemptOutcome;
import io.notifyflow.delivery.Classified;
import io.notifyflow.delivery.DeliveryBatch;
import io.notifyflow.delivery.discord.DiscordMessage.AllowedMentions;
import io.notifyflow.delivery.discord.DiscordMessage.Embed;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes the calls that bring a delivery to Discord, or to the sandbox in its place. */
@Component("discord")
public class DiscordRequests {

    private final DiscordSettings settings;
    private final DiscordAddresses addresses;
    private final DmChannels channels;
    private final DiscordSenders senders;
    private final ObjectWriter json;
    private final ObjectReader secrets;

    DiscordRequests(
            DiscordSettings settings,
            DiscordAddresses addresses,
            DmChannels channels,
            DiscordSenders senders,
            ObjectMapper json) {
        this.settings = settings;
        this.addresses = addresses;
        this.channels = channels;
        this.senders = senders;
        this.json = json.writer();
        this.secrets = json.reader();
    }

    /**
     * @see <a href="https://discord.com/developers/docs/resources/webhook#execute-webhook">Execute Webhook</a>
     */
    public DiscordRequest executeWebhook(DeliveryBatch batch) {
        Map<String, String> config = batch.target().config();
        String token = token(batch.target().secret());
        String id = config.get("webhookId");
        if (id == null || token == null) {
            throw unusable("The destination has no webhook id or token; enter its URL again");
        }
        // Without wait=true Discord answers before it has stored anything, and reports no error.
        String uri = addresses.ofWebhook(batch.target()) + "/webhooks/" + id + "/" + token + "?wait=true";
        return new DiscordRequest(
                DiscordSenders.WEBHOOKS,
                account(batch),
                uri,
                addresses.authorizationOfWebhook(batch.target()),
                message(batch, null));
    }

    /** The first destination of an account keeps its token as it is, those that are entered among others by name. */
    private @Nullable String token(@Nullable String secret) {
        if (secret == null || !secret.startsWith("{")) {
            return secret;
        }
        try {
            return secrets.readTree(secret).path(DiscordWebhookType.TOKEN).textValue();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A destination's secrets must be an object of texts", e);
        }
    }

    /**
     * @see <a href="https://discord.com/developers/docs/resources/user#create-dm">Create DM</a>
     */
    public DiscordRequest openDirectMessage(DeliveryBatch batch) {
        return new DiscordRequest(
                senders.bot(),
                account(batch),
                addresses.ofBot() + "/users/@me/channels",
                authorization(),
                write(Map.of("recipient_id", DmChannels.recipient(batch.target()))));
    }

    /**
     * @see <a href="https://discord.com/developers/docs/resources/message#create-message">Create Message</a>
     */
    public DiscordRequest createMessage(DeliveryBatch batch) {
        String channel = channels.of(batch.target());
        if (channel == null) {
            throw new IllegalStateException("The direct message channel was not opened");
        }
        return new DiscordRequest(
                senders.bot(),
                account(batch),
                addresses.ofBot() + "/channels/" + channel + "/messages",
                authorization(),
                message(batch, nonce(batch.messageId())));
    }

    private static UUID account(DeliveryBatch batch) {
        return batch.first().event().accountId();
    }

    private String message(DeliveryBatch batch, @Nullable String nonce) {
        List<Embed> embeds = batch.digest() && batch.size() > 1
                ? List.of(DiscordDigest.embed(batch.deliveries()))
                : batch.deliveries().stream().map(DiscordEmbeds::embed).toList();
        return write(new DiscordMessage(embeds, AllowedMentions.NONE, nonce, nonce == null ? null : true));
    }

    /** The message's id in base 36, 25 characters at most: the same for every attempt. */
    static String nonce(UUID message) {
        return new BigInteger(message.toString().replace("-", ""), 16).toString(Character.MAX_RADIX);
    }

    private String authorization() {
        return settings.botToken() == null ? addresses.authorizationWithoutBot() : "Bot " + settings.botToken();
    }

    private String write(Object body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A message is texts and numbers, which are JSON", e);
        }
    }

    private static AttemptFailed unusable(String detail) {
        return new AttemptFailed(Classified.unsent(new AttemptOutcome.Rejected(detail, true)));
    }
}

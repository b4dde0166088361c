package io.notifyflow.delivery.discord;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.notifyflow.delivery.AttemptFailed;
import io.notifyflow.delivery.AttemptOutcome;
import io.notifyflow.delivery.Classified;
import io.notifyflow.delivery.Delivery;
import io.notifyflow.delivery.discord.DiscordMessage.AllowedMentions;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes the calls that bring a delivery to Discord, or to the sandbox in its place. */
@Component("discord")
public class DiscordRequests {

    /** Where a bot would be without one; the sandbox asks for no more than the form. */
    private static final String SANDBOX_BOT = "Bot sandbox";

    private final DiscordSettings settings;
    private final SandboxAddress sandbox;
    private final DmChannels channels;
    private final ObjectWriter json;

    DiscordRequests(DiscordSettings settings, SandboxAddress sandbox, DmChannels channels, ObjectMapper json) {
        this.settings = settings;
        this.sandbox = sandbox;
        this.channels = channels;
        this.json = json.writer();
    }

    /**
     * @see <a href="https://discord.com/developers/docs/resources/webhook#execute-webhook">Execute Webhook</a>
     */
    public DiscordRequest executeWebhook(Delivery delivery) {
        Map<String, String> config = delivery.target().config();
        String token = delivery.target().secret();
        String id = config.get("webhookId");
        if (id == null || token == null) {
            throw unusable("The destination has no webhook id or token; enter its URL again");
        }
        boolean toSandbox = Boolean.parseBoolean(config.get("sandbox"));
        // Without wait=true Discord answers before it has stored anything, and reports no error.
        String uri = base(toSandbox) + "/webhooks/" + id + "/" + token + "?wait=true";
        return new DiscordRequest(uri, null, message(delivery, null));
    }

    /**
     * @see <a href="https://discord.com/developers/docs/resources/user#create-dm">Create DM</a>
     */
    public DiscordRequest openDirectMessage(Delivery delivery) {
        return new DiscordRequest(
                botBase() + "/users/@me/channels",
                authorization(),
                write(Map.of("recipient_id", DmChannels.recipient(delivery))));
    }

    /**
     * @see <a href="https://discord.com/developers/docs/resources/message#create-message">Create Message</a>
     */
    public DiscordRequest createMessage(Delivery delivery) {
        String channel = channels.of(delivery);
        if (channel == null) {
            throw new IllegalStateException("The direct message channel was not opened");
        }
        return new DiscordRequest(
                botBase() + "/channels/" + channel + "/messages",
                authorization(),
                message(delivery, nonce(delivery.id())));
    }

    private String message(Delivery delivery, @Nullable String nonce) {
        var message = new DiscordMessage(
                List.of(DiscordEmbeds.embed(delivery)), AllowedMentions.NONE, nonce, nonce == null ? null : true);
        return write(message);
    }

    /** The delivery's id in base 36, 25 characters at most: the same for every attempt. */
    static String nonce(UUID delivery) {
        return new BigInteger(delivery.toString().replace("-", ""), 16).toString(Character.MAX_RADIX);
    }

    private String base(boolean toSandbox) {
        if (settings.apiBase() != null) {
            return settings.apiBase().toString().replaceAll("/+$", "");
        }
        return toSandbox ? sandbox.base() : DiscordSettings.API;
    }

    private String botBase() {
        return base(settings.botToken() == null);
    }

    private String authorization() {
        return settings.botToken() == null ? SANDBOX_BOT : "Bot " + settings.botToken();
    }

    private String write(Object body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A message is texts and numbers, which are JSON", e);
        }
    }

    private static AttemptFailed unusable(String detail) {
        return new AttemptFailed(Classified.of(new AttemptOutcome.Rejected(detail)));
    }
}

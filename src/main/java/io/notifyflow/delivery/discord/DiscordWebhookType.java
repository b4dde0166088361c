package io.notifyflow.delivery.discord;

import io.notifyflow.account.DestinationSettings;
import io.notifyflow.account.DestinationType;
import io.notifyflow.account.DiscordWebhookUrl;
import io.notifyflow.account.InvalidDestination;
import io.notifyflow.account.Told;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** A channel, through a webhook whose URL somebody pastes. */
@Component
class DiscordWebhookType implements DestinationType {

    static final String TOKEN = "token";

    private static final String WEBHOOK = "webhookId";

    @Override
    public String name() {
        return "discord-webhook";
    }

    @Override
    public Set<String> members() {
        return Set.of("url");
    }

    /**
     * @throws InvalidDestination for what is no webhook's URL
     */
    @Override
    public DestinationSettings check(Map<String, String> values) {
        DiscordWebhookUrl url = new Told(values).required("url", DiscordWebhookUrl::parse);
        return new DestinationSettings(
                Map.of(WEBHOOK, url.id()), Map.of(TOKEN, url.token()), url.id() + " " + url.token());
    }

    @Override
    public Map<String, String> told(Map<String, String> shown, Map<String, String> secret) {
        String id = shown.get(WEBHOOK);
        String token = secret.get(TOKEN);
        return id == null || token == null
                ? Map.of()
                : Map.of("url", "https://discord.com/api/webhooks/" + id + "/" + token);
    }
}

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
                Map.of("webhookId", url.id()), Map.of(TOKEN, url.token()), url.id() + " " + url.token());
    }
}

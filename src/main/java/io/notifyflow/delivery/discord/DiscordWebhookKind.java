package io.notifyflow.delivery.discord;

import io.notifyflow.delivery.Delivery;
import io.notifyflow.delivery.DestinationKind;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Webhooks: each has a bucket of its own, and none recognises a message that is sent again. */
@Component
class DiscordWebhookKind implements DestinationKind {

    private final DiscordSenders senders;

    DiscordWebhookKind(DiscordSenders senders) {
        this.senders = senders;
    }

    @Override
    public String type() {
        return "discord-webhook";
    }

    @Override
    public int fitting(List<Delivery> waiting) {
        return DiscordEmbeds.fitting(waiting);
    }

    @Override
    public boolean recognisesRepeats() {
        return false;
    }

    @Override
    public boolean paced() {
        return false;
    }

    @Override
    public Duration closedFor() {
        return senders.closedFor(DiscordSenders.WEBHOOKS);
    }

    @Override
    public Duration take() {
        return closedFor();
    }
}

package io.notifyflow.delivery.discord;

import io.notifyflow.delivery.Delivery;
import io.notifyflow.delivery.DestinationKind;
import io.notifyflow.delivery.Target;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Webhooks: each has a bucket of its own, and none recognises a message that is sent again. */
@Component
class DiscordWebhookKind implements DestinationKind {

    private final DiscordSenders senders;
    private final DiscordAddresses addresses;

    DiscordWebhookKind(DiscordSenders senders, DiscordAddresses addresses) {
        this.senders = senders;
        this.addresses = addresses;
    }

    @Override
    public boolean answeredByAService(Target target) {
        return true;
    }

    @Override
    public String type() {
        return "discord-webhook";
    }

    @Override
    public int most() {
        return DiscordLimits.EMBEDS;
    }

    @Override
    public int fitting(List<Delivery> waiting) {
        return DiscordEmbeds.fitting(waiting);
    }

    @Override
    public boolean digests() {
        return true;
    }

    @Override
    public boolean recognisesRepeats() {
        return false;
    }

    /** Calls without a bot's token count for the address they come from; those to our own sandbox leave the machine not. */
    @Override
    public boolean paced(Target target) {
        return addresses.isDiscord(target);
    }

    @Override
    public Duration closedFor(UUID account) {
        return senders.closedFor(DiscordSenders.WEBHOOKS, account);
    }

    @Override
    public Duration take(Target target) {
        return paced(target) ? senders.take(DiscordSenders.WEBHOOKS) : senders.closedFor(DiscordSenders.WEBHOOKS);
    }
}

package io.notifyflow.delivery.discord;

import io.notifyflow.delivery.Delivery;
import io.notifyflow.delivery.DestinationKind;
import io.notifyflow.delivery.Target;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Direct messages: all are calls of one bot, whose global limit they share, and a nonce makes a repetition harmless. */
@Component
class DiscordDirectMessageKind implements DestinationKind {

    private final DiscordSenders senders;

    DiscordDirectMessageKind(DiscordSenders senders) {
        this.senders = senders;
    }

    @Override
    public boolean answeredByAService(Target target) {
        return true;
    }

    @Override
    public String type() {
        return "discord-dm";
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
        return true;
    }

    @Override
    public boolean paced(Target target) {
        return true;
    }

    @Override
    public Duration closedFor(UUID account) {
        return senders.closedFor(senders.bot(), account);
    }

    @Override
    public Duration take(Target target) {
        return senders.take(senders.bot());
    }
}

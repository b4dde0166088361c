package io.notifyflow.delivery.slack;

import io.notifyflow.account.DestinationSettings;
import io.notifyflow.account.DestinationType;
import io.notifyflow.delivery.Delivery;
import io.notifyflow.delivery.DestinationKind;
import io.notifyflow.delivery.outbound.SecretAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Slack's incoming webhooks: each is an address that is its own secret, and takes a message a second. */
@Component
class SlackType implements DestinationType, DestinationKind {

    private final SecretAddress address;

    SlackType(SecretAddress address) {
        this.address = address;
    }

    @Override
    public String name() {
        return type();
    }

    @Override
    public String type() {
        return "slack";
    }

    @Override
    public Set<String> members() {
        return SecretAddress.MEMBERS;
    }

    @Override
    public DestinationSettings check(Map<String, String> told) {
        return address.check(told);
    }

    @Override
    public int most() {
        return SlackLimits.EVENTS;
    }

    @Override
    public int fitting(List<Delivery> waiting) {
        return SlackBlocks.fitting(waiting);
    }
}

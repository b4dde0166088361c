package io.notifyflow.delivery.slack;

import io.notifyflow.account.DestinationSettings;
import io.notifyflow.account.DestinationType;
import io.notifyflow.delivery.Delivery;
import io.notifyflow.delivery.DestinationKind;
import io.notifyflow.delivery.Target;
import io.notifyflow.delivery.outbound.SecretAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Slack's incoming webhooks: each is an address that is its own secret, and takes a message a second. */
@Component
class SlackType implements DestinationType, DestinationKind {

    /** The second one is of GovSlack. */
    private static final Set<String> HOSTS = Set.of("hooks.slack.com", "hooks.slack-gov.com");

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
    public boolean answeredByAService(Target target) {
        return HOSTS.contains(target.config().getOrDefault("host", ""));
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

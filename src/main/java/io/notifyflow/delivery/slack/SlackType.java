package io.notifyflow.delivery.slack;

import io.notifyflow.account.DestinationSettings;
import io.notifyflow.account.DestinationType;
import io.notifyflow.account.Told;
import io.notifyflow.delivery.Delivery;
import io.notifyflow.delivery.DestinationKind;
import io.notifyflow.delivery.outbound.OutboundAddresses;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Slack's incoming webhooks: each is an address that is its own secret, and takes a message a second. */
@Component
class SlackType implements DestinationType, DestinationKind {

    private final OutboundAddresses addresses;

    SlackType(OutboundAddresses addresses) {
        this.addresses = addresses;
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
        return Set.of("url");
    }

    @Override
    public DestinationSettings check(Map<String, String> told) {
        URI url = url(new Told(told));
        return new DestinationSettings(Map.of("host", url.getHost()), Map.of("url", url.toString()), url.toString());
    }

    URI url(Told told) {
        return told.required("url", addresses::https);
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

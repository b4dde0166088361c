package io.notifyflow.delivery.teams;

import io.notifyflow.account.DestinationSettings;
import io.notifyflow.account.DestinationType;
import io.notifyflow.account.Told;
import io.notifyflow.delivery.outbound.OutboundAddresses;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Webhooks of Teams' workflows: each is an address that is its own secret. */
@Component
class TeamsType implements DestinationType {

    private final OutboundAddresses addresses;

    TeamsType(OutboundAddresses addresses) {
        this.addresses = addresses;
    }

    @Override
    public String name() {
        return "teams";
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
}

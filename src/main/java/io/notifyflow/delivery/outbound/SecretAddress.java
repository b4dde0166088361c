package io.notifyflow.delivery.outbound;

import io.notifyflow.account.DestinationSettings;
import io.notifyflow.account.InvalidDestination;
import io.notifyflow.account.Told;
import io.notifyflow.delivery.Target;
import io.notifyflow.delivery.TargetSettings;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What a destination is told whose address is its own secret, and all there is to know, as webhooks of chats are. */
@Component
public class SecretAddress {

    private static final String URL = "url";

    /** The names of what it can be told. */
    public static final Set<String> MEMBERS = Set.of(URL);

    private final OutboundAddresses addresses;
    private final TargetSettings settings;

    SecretAddress(OutboundAddresses addresses, TargetSettings settings) {
        this.addresses = addresses;
        this.settings = settings;
    }

    /**
     * @throws InvalidDestination if it cannot be called
     */
    public DestinationSettings check(Map<String, String> told) {
        URI url = read(new Told(told));
        return new DestinationSettings(Map.of("host", url.getHost()), Map.of(URL, url.toString()), url.toString());
    }

    public URI of(Target target) {
        return settings.read(target, this::read);
    }

    private URI read(Told told) {
        return told.required(URL, addresses::https);
    }
}

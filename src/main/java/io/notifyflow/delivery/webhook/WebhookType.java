package io.notifyflow.delivery.webhook;

import io.notifyflow.account.DestinationSettings;
import io.notifyflow.account.DestinationType;
import io.notifyflow.account.Told;
import io.notifyflow.delivery.outbound.OutboundAddresses;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What a webhook is told: its address, which may hold a token, and the secrets to sign with. */
@Component
class WebhookType implements DestinationType {

    private final OutboundAddresses addresses;

    WebhookType(OutboundAddresses addresses) {
        this.addresses = addresses;
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public Set<String> members() {
        return Set.of("url", "secrets");
    }

    @Override
    public Set<String> addressMembers() {
        return Set.of("url");
    }

    @Override
    public DestinationSettings check(Map<String, String> values) {
        var told = new Told(values);
        WebhookSettings.requireNoGap(told);
        WebhookSettings settings = WebhookSettings.of(told, addresses);
        String url = settings.url().toString();
        String secrets = told.required("secrets");
        return new DestinationSettings(
                Map.of("host", settings.url().getHost()), Map.of("url", url, "secrets", secrets), url + " " + secrets);
    }
}

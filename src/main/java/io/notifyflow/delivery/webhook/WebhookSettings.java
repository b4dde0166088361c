package io.notifyflow.delivery.webhook;

import io.notifyflow.account.InvalidDestination;
import io.notifyflow.account.Told;
import io.notifyflow.delivery.outbound.OutboundAddresses;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/**
 * A webhook as its owner told it.
 *
 * @param secrets several while they are being rotated
 */
record WebhookSettings(URI url, List<WebhookSecret> secrets) {

    private static final int MOST_SECRETS = 5;

    static WebhookSettings of(Told told, OutboundAddresses addresses) {
        URI url = told.required("url", addresses::http);
        List<WebhookSecret> secrets = Stream.of(told.required("secrets").split("[\\s,]+"))
                .map(secret -> Told.read("secrets", secret, WebhookSecret::parse))
                .toList();
        if (secrets.size() > MOST_SECRETS) {
            throw new InvalidDestination("secrets", "must be " + MOST_SECRETS + " at most");
        }
        return new WebhookSettings(url, secrets);
    }

    @Override
    public String toString() {
        return "WebhookSettings[***]";
    }
}

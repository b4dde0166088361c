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
    private static final String SEPARATOR = "[\\s,]+";

    static WebhookSettings of(Told told, OutboundAddresses addresses) {
        URI url = told.required("url", addresses::http);
        List<WebhookSecret> secrets = Stream.of(told.required("secrets").split(SEPARATOR))
                .filter(secret -> !secret.isEmpty())
                .map(secret -> Told.read("secrets", secret, WebhookSecret::parse))
                .toList();
        if (secrets.isEmpty()) {
            throw new InvalidDestination("secrets", "must have at least one secret: whsec_$(openssl rand -base64 32)");
        }
        if (secrets.size() > MOST_SECRETS) {
            throw new InvalidDestination("secrets", "must be " + MOST_SECRETS + " at most");
        }
        return new WebhookSettings(url, secrets);
    }

    /**
     * @throws InvalidDestination if a separator has nothing on one of its sides, which is a secret that got lost
     */
    static void requireNoGap(Told told) {
        if (Stream.of(told.required("secrets").split("\\s*,\\s*|\\s+", -1)).anyMatch(String::isEmpty)) {
            throw new InvalidDestination(
                    "secrets",
                    "has an empty element; separate one to " + MOST_SECRETS + " secrets by single commas or spaces");
        }
    }

    @Override
    public String toString() {
        return "WebhookSettings[***]";
    }
}

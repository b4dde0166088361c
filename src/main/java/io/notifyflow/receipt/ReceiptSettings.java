package io.notifyflow.receipt;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long receipts of webhooks are kept, with what was sent; zero for ever.
 *
 * @param retention       of those that were applied or ignored; longer than any provider tries again
 * @param parkedRetention of those that are parked
 */
@ConfigurationProperties("notifyflow.webhook-receipts")
public record ReceiptSettings(@DefaultValue("30d") Duration retention, @DefaultValue("180d") Duration parkedRetention) {

    /** Stripe tries for three days. */
    private static final Duration SHORTEST = Duration.ofDays(7);

    public ReceiptSettings {
        require("NOTIFYFLOW_WEBHOOKRECEIPTS_RETENTION", retention);
        require("NOTIFYFLOW_WEBHOOKRECEIPTS_PARKEDRETENTION", parkedRetention);
    }

    private static void require(String name, Duration kept) {
        if (!kept.isZero() && kept.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(name + " must be " + SHORTEST.toDays()
                    + "d or more, for a webhook that is sent again must be known; or 0 to keep receipts for ever");
        }
    }
}

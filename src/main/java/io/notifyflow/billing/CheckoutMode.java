package io.notifyflow.billing;

import java.util.Locale;

/** How a plan is bought: by the month or year, or once and for good. */
enum CheckoutMode {
    SUBSCRIPTION,
    PAYMENT;

    /** As it stands in requests and at Stripe. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

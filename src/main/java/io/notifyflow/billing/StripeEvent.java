package io.notifyflow.billing;

import io.notifyflow.receipt.Receipt;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event of Stripe: which object it is about. What that object is like now is read from Stripe.
 *
 * @param about        what it is about; null for what has no meaning here
 * @param object       the object's id
 * @param customer     the customer's id, where it tells one
 * @param subscription the subscription's id, where it tells one
 * @param created      when it happened
 * @param fault        why it cannot be read; null if it can
 */
public record StripeEvent(
        Receipt receipt,
        @Nullable About about,
        String object,
        @Nullable String customer,
        @Nullable String subscription,
        Instant created,
        @Nullable String fault) {

    /** What events can be about. */
    enum About {
        SUBSCRIPTION,
        CHECKOUT,
        INVOICE,
        REFUND,
        DISPUTE,
        CUSTOMER
    }

    static StripeEvent faulty(Receipt receipt, String fault) {
        return new StripeEvent(receipt, null, "", null, null, receipt.receivedAt(), fault);
    }

    public boolean unreadable() {
        return fault != null;
    }

    public boolean aboutSubscription() {
        return about == About.SUBSCRIPTION;
    }

    public boolean aboutCheckout() {
        return about == About.CHECKOUT;
    }

    public boolean aboutInvoice() {
        return about == About.INVOICE;
    }

    public boolean aboutRefund() {
        return about == About.REFUND;
    }

    public boolean aboutDispute() {
        return about == About.DISPUTE;
    }

    public boolean aboutCustomer() {
        return about == About.CUSTOMER;
    }
}

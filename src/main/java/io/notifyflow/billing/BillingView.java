package io.notifyflow.billing;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an account pays for.
 *
 * @param plan       what it has now
 * @param status     of its subscription, in Stripe's words; {@code none} for no subscription
 * @param configured whether this hub takes payments
 * @param missing    the settings without which it does not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BillingView(
        String plan,
        String status,
        @Nullable String subscriptionPlan,
        @Nullable Instant currentPeriodEnd,
        boolean cancelAtPeriodEnd,
        boolean awaitingPayment,
        @Nullable Instant graceUntil,
        List<Purchase> purchases,
        List<Incident> incidents,
        boolean configured,
        List<String> missing,
        List<String> plansOnOffer) {

    /** A plan that was bought for good. */
    record Purchase(String plan, Instant boughtAt) {}

    /**
     * A refund, a dispute, or a payment that failed.
     *
     * @param kind   {@code refund}, {@code dispute} or {@code failed-payment}
     * @param amount in the smallest unit of the currency
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Incident(
            String kind,
            String id,
            String status,
            @Nullable Long amount,
            @Nullable String currency,
            @Nullable String reason,
            Instant happenedAt) {}

    /** Where to go on. */
    record Opened(String url) {}
}

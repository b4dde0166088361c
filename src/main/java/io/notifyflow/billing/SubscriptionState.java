package io.notifyflow.billing;

import com.stripe.model.Invoice;
import com.stripe.model.Subscription;
import com.stripe.model.SubscriptionItem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A subscription as it is at Stripe now.
 *
 * @param plan            null where no price of it belongs to a plan, which only one that gives nothing may lack
 * @param periodStart     of the period that is being paid for
 * @param periodEnd       of the same
 * @param awaitingPayment whether its first payment is still on its way, as with a bank debit
 * @param endedAt         null while it has not
 * @param revenue         null where Stripe says nothing of its prices
 */
record SubscriptionState(
        String id,
        String customer,
        String status,
        @Nullable String plan,
        @Nullable String price,
        @Nullable Instant periodStart,
        @Nullable Instant periodEnd,
        boolean cancelAtPeriodEnd,
        boolean awaitingPayment,
        Instant created,
        @Nullable Instant endedAt,
        @Nullable Revenue revenue) {

    static final String ACCOUNT = "notifyflow_account";
    static final String PLAN = "notifyflow_plan";
    static final String PAST_DUE = "past_due";

    /**
     * @see <a href="https://docs.stripe.com/api/subscriptions/object#subscription_object-status">What they mean</a>
     */
    private static final Set<String> PAID = Set.of("active", "trialing", PAST_DUE);

    private static final Set<String> UNPAID =
            Set.of("incomplete", "incomplete_expired", "canceled", "unpaid", "paused");

    private static final Set<String> ENDED = Set.of("incomplete_expired", "canceled");

    /**
     * @throws Unreadable if it says nothing that could be relied on
     */
    static SubscriptionState of(Subscription subscription, StripePlans plans) {
        String id = Objects.requireNonNullElse(subscription.getId(), "");
        String status = subscription.getStatus();
        String customer = subscription.getCustomer();
        boolean paid = PAID.contains(status == null ? "" : status);
        if (status == null || !paid && !UNPAID.contains(status)) {
            throw new Unreadable("Subscription " + id + " has the unknown status " + status);
        }
        if (customer == null) {
            throw new Unreadable("Subscription " + id + " has no customer");
        }
        List<SubscriptionItem> items =
                subscription.getItems() == null || subscription.getItems().getData() == null
                        ? List.of()
                        : subscription.getItems().getData();
        SubscriptionItem item = items.stream()
                .filter(one -> plans.bySubscriptionPrice(price(one)).isPresent())
                .findFirst()
                .orElse(items.isEmpty() ? null : items.getFirst());
        String price = item == null ? null : price(item);
        Optional<String> plan = plans.bySubscriptionPrice(price);
        if (paid && plan.isEmpty()) {
            throw new Unreadable("Subscription " + id + " has the price " + price
                    + ", which belongs to no plan; set it as " + StripeSettings.ANY_PRICE + ", then replay");
        }
        Instant end = item == null ? null : time(item.getCurrentPeriodEnd());
        return new SubscriptionState(
                id,
                customer,
                status,
                plan.orElse(null),
                price,
                item == null ? null : time(item.getCurrentPeriodStart()),
                end,
                Boolean.TRUE.equals(subscription.getCancelAtPeriodEnd())
                        || end != null && end.equals(time(subscription.getCancelAt())),
                paid && awaitsFirstPayment(subscription.getLatestInvoiceObject()),
                Objects.requireNonNullElse(time(subscription.getCreated()), Instant.EPOCH),
                time(subscription.getEndedAt()),
                Revenue.of(items));
    }

    private static @Nullable String price(SubscriptionItem item) {
        return item.getPrice() == null ? null : item.getPrice().getId();
    }

    /** With a bank debit a subscription is active days before its first invoice is paid, or is not. */
    private static boolean awaitsFirstPayment(@Nullable Invoice latest) {
        return latest != null
                && "subscription_create".equals(latest.getBillingReason())
                && !"paid".equals(latest.getStatus());
    }

    static @Nullable String account(@Nullable Map<String, String> metadata) {
        return metadata == null ? null : metadata.get(ACCOUNT);
    }

    private static @Nullable Instant time(@Nullable Long seconds) {
        return seconds == null ? null : Instant.ofEpochSecond(seconds);
    }

    /** The same, with its first payment on its way. */
    SubscriptionState awaiting() {
        return new SubscriptionState(
                id,
                customer,
                status,
                plan,
                price,
                periodStart,
                periodEnd,
                cancelAtPeriodEnd,
                true,
                created,
                endedAt,
                revenue);
    }

    boolean ended() {
        return ENDED.contains(status);
    }

    boolean pastDue() {
        return status.equals(PAST_DUE);
    }

    /** What can be compared with what is stored of it. */
    String summary() {
        return summary(status, plan, periodEnd, cancelAtPeriodEnd, awaitingPayment);
    }

    static String summary(
            String status, @Nullable String plan, @Nullable Instant periodEnd, boolean cancels, boolean awaiting) {
        return status
                + (plan == null ? "" : " " + plan)
                + (periodEnd == null ? "" : " until " + periodEnd)
                + (cancels ? ", ends then" : "")
                + (awaiting ? ", not paid yet" : "");
    }
}

package io.notifyflow.billing;

import com.stripe.model.checkout.Session;
import com.stripe.param.billingportal.SessionCreateParams;
import io.notifyflow.account.Account;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The answers of /api/v1/billing: what an account pays for, and where to buy and to change it. */
@Component("billingAnswers")
public class BillingAnswers {

    private static final Logger log = LoggerFactory.getLogger(BillingAnswers.class);

    /** A wish that is repeated within it leads to the same page; a page of Stripe's checkout is open for 24 hours. */
    private static final int SAME_WISH_SECONDS = 3600;

    /** A page of the portal is to be opened within minutes. */
    private static final int SAME_PORTAL_SECONDS = 60;

    private final StripeSettings settings;
    private final StripePlans plans;
    private final StripeApi stripe;
    private final Customers customers;
    private final BillingStore store;
    private final CheckoutRequest request;
    private final Clock clock;

    BillingAnswers(
            StripeSettings settings,
            StripePlans plans,
            StripeApi stripe,
            Customers customers,
            BillingStore store,
            CheckoutRequest request,
            Clock clock) {
        this.settings = settings;
        this.plans = plans;
        this.stripe = stripe;
        this.customers = customers;
        this.store = store;
        this.request = request;
        this.clock = clock;
    }

    public Reply show(Account account) {
        List<BillingStore.Kept> subscriptions = store.list(account.id());
        Instant now = clock.instant();
        // The one that gives the plan, or else the newest.
        Optional<BillingStore.Kept> shown =
                subscriptions.stream().max(Comparator.comparing(subscription -> subscription.paid(now)));
        if (!subscriptions.isEmpty() && shown.filter(one -> one.paid(now)).isEmpty()) {
            shown = Optional.of(subscriptions.getFirst());
        }
        List<String> missing = settings.missing();
        return Reply.of(
                200,
                new BillingView(
                        store.plan(account.id()),
                        shown.map(BillingStore.Kept::status).orElse("none"),
                        shown.map(BillingStore.Kept::plan).orElse(null),
                        shown.map(BillingStore.Kept::periodEnd).orElse(null),
                        shown.map(BillingStore.Kept::cancelAtPeriodEnd).orElse(false),
                        shown.map(BillingStore.Kept::awaitingPayment).orElse(false),
                        shown.map(BillingStore.Kept::graceUntil).orElse(null),
                        store.purchases(account.id()),
                        store.incidents(account.id()),
                        missing.isEmpty(),
                        missing,
                        plans.onOffer()));
    }

    /**
     * Opens a page of Stripe where the plan can be paid for.
     *
     * @throws InvalidRequest if it cannot be bought, now or at all
     */
    public Reply checkout(Account account, byte[] body) throws IOException {
        requireConfigured();
        CheckoutRequest.Asked asked = request.checkout(body);
        Problem conflict = conflict(account, asked);
        if (conflict != null) {
            return Reply.of(conflict);
        }
        Session session = withCustomer(account, customers.ensure(account), payer -> open(account, payer, asked));
        log.info(
                "Checkout {} of account {} is open: plan {}, {}",
                session.getId(),
                account.id(),
                asked.plan(),
                asked.mode().text());
        return Reply.of(201, new BillingView.Opened(session.getUrl()));
    }

    private void requireConfigured() {
        List<String> missing = settings.missing();
        if (!missing.isEmpty()) {
            throw StripeApi.notConfigured(missing);
        }
    }

    private @Nullable Problem conflict(Account account, CheckoutRequest.Asked asked) {
        String plan = store.plan(account.id());
        if (plans.atLeast(plan, asked.plan()) && !onlySubscribed(account, asked)) {
            return Problem.of(
                    "plan-held-already",
                    "The account has this plan already",
                    409,
                    "The account has the plan " + plan + ", which holds at least as much as " + asked.plan()
                            + "; there is nothing to buy");
        }
        boolean subscribed = store.list(account.id()).stream().anyMatch(one -> one.paid(clock.instant()));
        if (subscribed && asked.mode() == CheckoutMode.SUBSCRIPTION) {
            return Problem.of(
                    "subscription-exists",
                    "The account has a subscription",
                    409,
                    "A second subscription would be paid for as well; change the one there is in the portal:"
                            + " POST /api/v1/billing/portal");
        }
        return null;
    }

    /** Who has a plan by subscription may still buy it for good. */
    private boolean onlySubscribed(Account account, CheckoutRequest.Asked asked) {
        return asked.mode() == CheckoutMode.PAYMENT
                && store.list(account.id()).stream()
                        .anyMatch(
                                one -> one.paid(clock.instant()) && asked.plan().equals(one.plan()))
                && store.purchases(account.id()).stream()
                        .noneMatch(purchase -> plans.atLeast(purchase.plan(), asked.plan()));
    }

    /** Once more with a new customer where the one that is known is gone at Stripe. */
    private <T> T withCustomer(Account account, Payer payer, Function<Payer, T> call) {
        try {
            return call.apply(payer);
        } catch (StripeApi.CustomerMissing gone) {
            log.warn("Customer {} of account {} does not exist at Stripe any more", payer.customer(), account.id());
            customers.forget(payer);
            return call.apply(customers.ensure(account));
        }
    }

    private Session open(Account account, Payer payer, CheckoutRequest.Asked asked) {
        String id = account.id().toString();
        var session = com.stripe.param.checkout.SessionCreateParams.builder()
                .setCustomer(Objects.requireNonNull(payer.customer()))
                .setClientReferenceId(id)
                .putMetadata(SubscriptionState.ACCOUNT, id)
                .putMetadata(SubscriptionState.PLAN, asked.plan())
                .setSuccessUrl(asked.successUrl())
                .setCancelUrl(asked.cancelUrl())
                .addLineItem(com.stripe.param.checkout.SessionCreateParams.LineItem.builder()
                        .setPrice(asked.price())
                        .setQuantity(1L)
                        .build());
        switch (asked.mode()) {
            case SUBSCRIPTION ->
                session.setMode(com.stripe.param.checkout.SessionCreateParams.Mode.SUBSCRIPTION)
                        .setSubscriptionData(com.stripe.param.checkout.SessionCreateParams.SubscriptionData.builder()
                                .putMetadata(SubscriptionState.ACCOUNT, id)
                                .build());
            case PAYMENT ->
                session.setMode(com.stripe.param.checkout.SessionCreateParams.Mode.PAYMENT)
                        .setPaymentIntentData(com.stripe.param.checkout.SessionCreateParams.PaymentIntentData.builder()
                                .putMetadata(SubscriptionState.ACCOUNT, id)
                                .build());
        }
        // The version: after anything was bought or ended, the same wish is another one.
        String key =
                IdempotencyKeys.of("checkout", id, payer.customer(), payer.version(), asked, window(SAME_WISH_SECONDS));
        return stripe.createCheckout(session.build(), key);
    }

    private long window(int seconds) {
        return clock.instant().getEpochSecond() / seconds;
    }

    /** Opens a page of Stripe where the subscription, its payment and its invoices are. */
    public Reply portal(Account account, byte @Nullable [] body) throws IOException {
        requireConfigured();
        String returnUrl = request.portal(body);
        Optional<Payer> payer = customers.find(account.id());
        if (payer.isEmpty()) {
            return Reply.of(Problem.of(
                    "no-customer",
                    "The account has bought nothing",
                    409,
                    "There is nothing to manage yet; begin with POST /api/v1/billing/checkout"));
        }
        String url = withCustomer(account, payer.get(), of -> {
            String customer = Objects.requireNonNull(of.customer());
            var session = SessionCreateParams.builder()
                    .setCustomer(customer)
                    .setReturnUrl(returnUrl)
                    .build();
            return stripe.createPortal(
                    session, IdempotencyKeys.of("portal", customer, returnUrl, window(SAME_PORTAL_SECONDS)));
        });
        return Reply.of(201, new BillingView.Opened(url));
    }
}

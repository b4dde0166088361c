package io.notifyflow.billing;

import com.stripe.model.Charge;
import com.stripe.model.Customer;
import com.stripe.model.Dispute;
import com.stripe.model.Subscription;
import com.stripe.model.checkout.Session;
import io.notifyflow.billing.BillingView.Incident;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.receipt.Receipts;
import io.notifyflow.receipt.Settled;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What follows from an event, one method for each kind of it: the object is read from Stripe, and its state decides, so
 * that no order of events matters. Receipt and effect are one transaction, which Stripe is never asked within.
 */
@Component("billingChanges")
public class BillingChanges {

    private static final Logger log = LoggerFactory.getLogger(BillingChanges.class);
    private static final int ATTEMPTS = 5;
    private static final int LOCKS = 256;

    private final StripeApi stripe;
    private final StripePlans plans;
    private final StripeSettings settings;
    private final Payers payers;
    private final BillingStore store;
    private final Receipts receipts;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final ReentrantLock[] locks =
            IntStream.range(0, LOCKS).mapToObj(i -> new ReentrantLock()).toArray(ReentrantLock[]::new);

    BillingChanges(
            StripeApi stripe,
            StripePlans plans,
            StripeSettings settings,
            Payers payers,
            BillingStore store,
            Receipts receipts,
            TransactionTemplate transaction,
            Clock clock) {
        this.stripe = stripe;
        this.plans = plans;
        this.settings = settings;
        this.payers = payers;
        this.store = store;
        this.receipts = receipts;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** A subscription began, changed, paused or ended. */
    public Settled subscription(StripeEvent event) {
        return settle(event, () -> reading(event.object(), event.customer(), event.created(), () -> false));
    }

    /** An invoice of a subscription was paid, or could not be. */
    public Settled invoice(StripeEvent event) {
        String subscription = event.subscription();
        return subscription == null
                ? ignore(event, "The invoice belongs to no subscription")
                : settle(event, () -> reading(subscription, event.customer(), event.created(), () -> false));
    }

    /** A checkout was completed, or its payment arrived or failed after that. */
    public Settled checkout(StripeEvent event) {
        return settle(event, () -> checkoutReading(event));
    }

    private Supplier<Settled> checkoutReading(StripeEvent event) {
        Payer known = payers.byCustomer(event.customer()).orElse(null);
        Session session = session(event);
        if (session.getSubscription() != null) {
            return reading(
                    session.getSubscription(), session.getCustomer(), event.created(), () -> unpaid(session(event)));
        }
        if (!"payment".equals(session.getMode())) {
            return () -> Settled.ignored("The checkout session is neither a subscription nor a payment");
        }
        Payer payer = Optional.ofNullable(known)
                .or(() -> payers.named(session.getClientReferenceId()))
                .orElseThrow(() -> unknownAccount(session.getCustomer()));
        String plan =
                session.getMetadata() == null ? null : session.getMetadata().get(SubscriptionState.PLAN);
        if (plan == null || !plans.exists(plan)) {
            throw new Unreadable("Checkout session " + session.getId() + " names no plan of this hub");
        }
        if (unpaid(session)) {
            return unpaidReading(event, payer, session);
        }
        return () -> {
            payers.advance(payer, session.getCustomer());
            store.buy(payer.account(), session.getId(), plan, event.created());
            return given(payer.account());
        };
    }

    private Session session(StripeEvent event) {
        return stripe.checkout(event.object())
                .orElseThrow(() -> new Unreadable("Stripe has no checkout session " + event.object()));
    }

    /** As with a bank debit, which takes days, and may fail. */
    private static boolean unpaid(Session session) {
        return "unpaid".equals(session.getPaymentStatus());
    }

    private Supplier<Settled> unpaidReading(StripeEvent event, Payer payer, Session session) {
        boolean failed = event.receipt().type().endsWith("_failed");
        return () -> {
            payers.advance(payer, session.getCustomer());
            if (failed) {
                store.record(
                        payer.account(),
                        new Incident(
                                "failed-payment",
                                session.getId(),
                                "failed",
                                session.getAmountTotal(),
                                session.getCurrency(),
                                null,
                                event.created()));
            }
            return Settled.applied();
        };
    }

    /** Money of a payment was given back: recorded, and nothing more. */
    public Settled refund(StripeEvent event) {
        return settle(event, () -> {
            Payer known = payers.byCustomer(event.customer()).orElse(null);
            Charge charge = stripe.charge(event.object())
                    .orElseThrow(() -> new Unreadable("Stripe has no charge " + event.object()));
            return recording(
                    known,
                    charge.getCustomer(),
                    () -> new Incident(
                            "refund",
                            event.object(),
                            Boolean.TRUE.equals(charge.getRefunded()) ? "full" : "partial",
                            charge.getAmountRefunded(),
                            charge.getCurrency(),
                            null,
                            event.created()));
        });
    }

    /** Somebody disputes a payment, or that was decided: recorded, and nothing more. */
    public Settled dispute(StripeEvent event) {
        return settle(event, () -> {
            // It names no customer, so it is read once to find the account, and once to find out what it is now.
            Charge charge = dispute(event.object()).getChargeObject();
            String customer = charge == null ? null : charge.getCustomer();
            Payer known = payers.byCustomer(customer).orElse(null);
            Dispute dispute = dispute(event.object());
            return recording(
                    known,
                    customer,
                    () -> new Incident(
                            "dispute",
                            event.object(),
                            Objects.requireNonNullElse(dispute.getStatus(), "unknown"),
                            dispute.getAmount(),
                            dispute.getCurrency(),
                            dispute.getReason(),
                            event.created()));
        });
    }

    private Dispute dispute(String id) {
        return stripe.dispute(id).orElseThrow(() -> new Unreadable("Stripe has no dispute " + id));
    }

    /** @param known as the account was before Stripe was asked, where it is known already */
    private Supplier<Settled> recording(@Nullable Payer known, @Nullable String customer, Supplier<Incident> incident) {
        Payer payer = Optional.ofNullable(known)
                .or(() -> payers.byCustomer(customer))
                .orElseThrow(() -> unknownAccount(customer));
        return () -> {
            payers.advance(payer, null);
            store.record(payer.account(), incident.get());
            return Settled.applied();
        };
    }

    /** A customer was deleted, and its subscriptions with it. */
    public Settled customer(StripeEvent event) {
        return settle(event, () -> {
            Payer payer = payers.byCustomer(event.object()).orElseThrow(() -> unknownAccount(event.object()));
            Optional<Customer> customer = stripe.customer(event.object());
            if (customer.isPresent() && !Boolean.TRUE.equals(customer.get().getDeleted())) {
                return () -> Settled.ignored("The customer exists");
            }
            return () -> {
                payers.advance(payer, null);
                payers.detach(payer.account(), event.object());
                store.endAll(payer.account(), event.object());
                return given(payer.account());
            };
        });
    }

    public Settled park(StripeEvent event) {
        return receipts.settle(
                event.receipt(), () -> Settled.parked(Objects.requireNonNullElse(event.fault(), "It cannot be read")));
    }

    public Settled ignore(StripeEvent event) {
        return ignore(event, "Events of this type mean nothing here");
    }

    private Settled ignore(StripeEvent event, String reason) {
        return receipts.settle(event.receipt(), () -> Settled.ignored(reason));
    }

    /**
     * Makes what is stored of a subscription what it is at Stripe.
     *
     * @throws Unreadable if that cannot be
     */
    void refresh(String subscription) {
        Settled settled = applied(
                subscription,
                () -> reading(subscription, null, clock.instant(), () -> false),
                effect -> Objects.requireNonNull(transaction.execute(status -> effect.get())));
        if (settled.state() == Settled.State.PARKED) {
            throw new Unreadable(String.valueOf(settled.reason()));
        }
    }

    /** Takes the plans away whose payments have failed for longer than is forgiven. */
    void endGrace(UUID account) {
        applied(
                account.toString(),
                () -> {
                    Payer payer = payers.byAccount(account).orElseThrow();
                    return () -> {
                        payers.advance(payer, null);
                        return given(account);
                    };
                },
                effect -> Objects.requireNonNull(transaction.execute(status -> effect.get())));
    }

    /**
     * Reads a subscription from Stripe. The account is looked at before, so that who read later also writes later.
     *
     * @param happened       when what may have been a failed payment happened
     * @param unpaidCheckout whether its checkout says that the first payment has not arrived
     */
    private Supplier<Settled> reading(
            String id, @Nullable String customer, Instant happened, BooleanSupplier unpaidCheckout) {
        Payer stored = payers.bySubscription(id).orElse(null);
        Payer told = stored == null ? payers.byCustomer(customer).orElse(null) : stored;
        Subscription subscription = fetched(id);
        // What the event says of the customer is believed only if the subscription says the same.
        Payer known = stored != null || Objects.equals(customer, subscription.getCustomer()) ? told : null;
        Payer payer = known == null ? named(subscription) : known;
        if (known == null && payer.version() != Payer.NEW) {
            subscription = fetched(id);
        }
        SubscriptionState read = SubscriptionState.of(subscription, plans);
        SubscriptionState state = unpaidCheckout.getAsBoolean() ? read.awaiting() : read;
        return () -> {
            payers.advance(payer, state.ended() ? null : state.customer());
            store.put(payer.account(), state, graceUntil(state, happened));
            return given(payer.account());
        };
    }

    private Subscription fetched(String id) {
        return stripe.subscription(id).orElseThrow(() -> new Unreadable("Stripe has no subscription " + id));
    }

    /** A subscription that was never heard of names its account, or its customer does. */
    private Payer named(Subscription subscription) {
        return payers.byCustomer(subscription.getCustomer())
                .or(() -> payers.named(SubscriptionState.account(subscription.getMetadata())))
                .orElseThrow(() -> unknownAccount(subscription.getCustomer()));
    }

    /** From the failure on, but not from one of an earlier period. */
    private @Nullable Instant graceUntil(SubscriptionState state, Instant happened) {
        if (!state.pastDue()) {
            return null;
        }
        Instant start =
                state.periodStart() != null && state.periodStart().isAfter(happened) ? state.periodStart() : happened;
        return start.plus(settings.gracePeriod());
    }

    private Settled given(UUID account) {
        String before = store.plan(account);
        String plan = store.givePlan(account, clock.instant());
        if (!plan.equals(before)) {
            log.info("Account {} has the plan {} in place of {}", account, plan, before);
        }
        return Settled.applied();
    }

    private Settled settle(StripeEvent event, Supplier<Supplier<Settled>> reading) {
        String account = payers.bySubscription(event.subscription())
                .or(() -> payers.byCustomer(event.customer()))
                .map(payer -> payer.account().toString())
                .orElse(Objects.requireNonNullElse(event.customer(), event.object()));
        return applied(
                account,
                () -> {
                    Optional<Settled> earlier = receipts.earlier(event.receipt());
                    return earlier.isPresent() ? earlier::get : reading.get();
                },
                effect -> receipts.earlier(event.receipt()).orElseGet(() -> receipts.settle(event.receipt(), effect)));
    }

    /**
     * Reads and then writes, once more where somebody else wrote meanwhile; on one hub one after the other, so that this
     * seldom happens.
     */
    private Settled applied(
            String subject, Supplier<Supplier<Settled>> reading, Function<Supplier<Settled>, Settled> transacted) {
        ReentrantLock lock = locks[Math.floorMod(subject.hashCode(), LOCKS)];
        lock.lock();
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                try {
                    return transacted.apply(readable(reading));
                } catch (Payers.ChangedMeanwhile again) {
                    log.debug("{} was changed while Stripe was asked", subject);
                }
            }
        } finally {
            lock.unlock();
        }
        throw new InvalidRequest(Problem.of(
                "unavailable",
                "The hub cannot serve this now",
                503,
                "Other changes of the same account came first again and again; nothing was applied."
                        + " Try again in a moment"));
    }

    private static Supplier<Settled> readable(Supplier<Supplier<Settled>> reading) {
        try {
            return reading.get();
        } catch (Unreadable unreadable) {
            return () -> Settled.parked(unreadable.reason());
        }
    }

    private static Unreadable unknownAccount(@Nullable String customer) {
        return new Unreadable(String.format(
                Locale.ROOT,
                "No account of this hub is the customer %s; if one should be, set its customer_id in billing_customer,"
                        + " then replay",
                customer));
    }
}

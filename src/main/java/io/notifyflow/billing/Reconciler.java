package io.notifyflow.billing;

import com.stripe.model.Subscription;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.notifyflow.billing.Reconciliation.Difference;
import io.notifyflow.event.InvalidRequest;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Compares the subscriptions here with Stripe's, and mends what is different: webhooks can be lost. */
@Component
class Reconciler {

    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

    private final StripeSettings settings;
    private final StripeApi stripe;
    private final StripePlans plans;
    private final Payers payers;
    private final BillingStore store;
    private final BillingChanges changes;
    private final Reconciliations reconciliations;
    private final Clock clock;
    private final MeterRegistry registry;
    private final ClosedAccountBilling closed;

    Reconciler(
            StripeSettings settings,
            StripeApi stripe,
            StripePlans plans,
            Payers payers,
            BillingStore store,
            BillingChanges changes,
            Reconciliations reconciliations,
            Clock clock,
            MeterRegistry registry,
            ClosedAccountBilling closed) {
        this.closed = closed;
        this.settings = settings;
        this.stripe = stripe;
        this.plans = plans;
        this.payers = payers;
        this.store = store;
        this.changes = changes;
        this.reconciliations = reconciliations;
        this.clock = clock;
        this.registry = registry;
    }

    @Scheduled(cron = "${notifyflow.stripe.reconcile-at:0 30 3 * * *}", zone = "UTC")
    void nightly() {
        if (settings.secretKey() == null) {
            return;
        }
        try {
            LocalDate night = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
            reconciliations.begin(night).ifPresent(this::run);
        } catch (DataAccessException e) {
            log.warn("Subscriptions cannot be compared with Stripe's tonight: {}", e.getMessage());
        }
    }

    /** Begins one beside the caller; empty if one runs. */
    Optional<UUID> start() {
        Optional<UUID> begun = reconciliations.begin(null);
        begun.ifPresent(id -> Thread.ofVirtual().name("reconciliation").start(() -> run(id)));
        return begun;
    }

    private void run(UUID id) {
        log.info("Reconciliation {} begins", id);
        try {
            compareAll(id);
            closed.cancelAll();
            end(id, "finished", null);
        } catch (InvalidRequest unavailable) {
            end(id, "failed", unavailable.problem().message());
        } catch (DataAccessException e) {
            log.warn("Reconciliation {} is broken off, for the database does not answer: {}", id, e.getMessage());
        } catch (RuntimeException e) {
            log.error("Reconciliation {} failed in a way that nobody foresaw", id, e);
            end(id, "failed", "The hub failed; its log tells why");
        }
    }

    private void end(UUID id, String status, @Nullable String error) {
        reconciliations.end(id, status, error);
        counter("notifyflow.billing.reconciliations", "Comparisons with Stripe, by their result", "result", status)
                .increment();
        reconciliations.find(id).ifPresent(result -> {
            var line = result.differences() == result.mended() && error == null ? log.atInfo() : log.atWarn();
            line.log(
                    "Reconciliation {} is {}: {} subscriptions checked, {} were different, {} of them mended{}",
                    id,
                    result.status(),
                    result.checked(),
                    result.differences(),
                    result.mended(),
                    error == null ? "" : ". " + error);
        });
    }

    private void compareAll(UUID id) {
        var seen = new HashSet<String>();
        String last = null;
        List<Subscription> page = stripe.subscriptions(null);
        while (!page.isEmpty()) {
            page.forEach(subscription -> compare(id, subscription));
            page.forEach(subscription -> seen.add(subscription.getId()));
            if (!reconciliations.checked(id, page.size())) {
                return;
            }
            last = page.getLast().getId();
            page = stripe.subscriptions(last);
        }
        compareUnlisted(id, seen);
    }

    private void compare(UUID id, Subscription subscription) {
        Optional<BillingStore.Kept> ours = store.find(subscription.getId());
        Optional<UUID> account = ours.map(BillingStore.Kept::account).or(() -> account(subscription));
        if (account.isEmpty()) {
            // Of something else that is sold through the same account at Stripe.
            return;
        }
        SubscriptionState state;
        try {
            state = SubscriptionState.of(subscription, plans);
        } catch (Unreadable unreadable) {
            found(id, subscription.getId(), account.get(), ours, String.valueOf(subscription.getStatus()));
            return;
        }
        if (ours.isEmpty() || !ours.get().summary().equals(state.summary())) {
            found(id, subscription.getId(), account.get(), ours, state.summary());
        } else if (!ours.get().priced() && state.revenue() != null) {
            // Stored by a hub of an older version, which is no difference to tell of.
            changes.refresh(subscription.getId());
        }
    }

    private Optional<UUID> account(Subscription subscription) {
        return payers.byCustomer(subscription.getCustomer())
                .or(() -> payers.named(SubscriptionState.account(subscription.getMetadata())))
                .map(Payer::account);
    }

    /** Stripe lists none that has ended. */
    private void compareUnlisted(UUID id, Set<String> listed) {
        for (String subscription : store.open()) {
            if (listed.contains(subscription)) {
                continue;
            }
            Optional<BillingStore.Kept> ours = store.find(subscription);
            if (ours.isEmpty()) {
                continue;
            }
            String theirs = stripe.subscription(subscription)
                    .map(Subscription::getStatus)
                    .orElse("unknown to Stripe");
            if (!theirs.equals(ours.get().status())) {
                found(id, subscription, ours.get().account(), ours, theirs);
            }
            if (!reconciliations.checked(id, 1)) {
                return;
            }
        }
    }

    private void found(UUID id, String subscription, UUID account, Optional<BillingStore.Kept> ours, String theirs) {
        String reason = null;
        try {
            changes.refresh(subscription);
        } catch (Unreadable unreadable) {
            reason = unreadable.reason();
        }
        String known = ours.map(BillingStore.Kept::summary).orElse(null);
        log.warn(
                "Subscription {} of account {} was different: here {}, at Stripe {}; {}",
                subscription,
                account,
                known == null ? "unknown" : known,
                theirs,
                reason == null ? "mended" : reason);
        counter(
                        "notifyflow.billing.differences",
                        "Subscriptions that were not as at Stripe",
                        "mended",
                        reason == null ? "yes" : "no")
                .increment();
        reconciliations.different(id, new Difference(subscription, account, known, theirs, reason == null, reason));
    }

    private Counter counter(String name, String description, String tag, String value) {
        return Counter.builder(name).description(description).tag(tag, value).register(registry);
    }
}

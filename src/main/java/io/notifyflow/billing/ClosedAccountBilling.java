package io.notifyflow.billing;

import io.notifyflow.account.AccountClosed;
import io.notifyflow.event.InvalidRequest;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Cancels the subscriptions of accounts that are closed: nobody pays for what nobody can use. What Stripe does not take at
 * once is tried again every minute, for as long as the subscription runs.
 */
@Component
class ClosedAccountBilling {

    private static final Logger log = LoggerFactory.getLogger(ClosedAccountBilling.class);

    private static final String STILL_PAID =
            """
            SELECT s.id FROM subscription s JOIN account a ON a.id = s.account_id
            WHERE a.closed_at IS NOT NULL AND s.status NOT IN ('canceled', 'incomplete_expired') ORDER BY s.id LIMIT 100
            """;

    private final JdbcClient jdbc;
    private final StripeSettings settings;
    private final StripeApi stripe;
    private final BillingChanges changes;

    ClosedAccountBilling(JdbcClient jdbc, StripeSettings settings, StripeApi stripe, BillingChanges changes) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.stripe = stripe;
        this.changes = changes;
    }

    /** Beside whoever closed it, who need not wait for Stripe. */
    @TransactionalEventListener
    void closed(AccountClosed closed) {
        Thread.ofVirtual().name("billing-of-closed").start(this::cancelAll);
    }

    /** Cancelling what is cancelled changes nothing, so hubs need not take turns. */
    @Scheduled(fixedDelay = 60_000, initialDelay = 30_000)
    void cancelAll() {
        if (settings.secretKey() == null) {
            return;
        }
        try {
            List<String> subscriptions =
                    jdbc.sql(STILL_PAID).query(String.class).list();
            subscriptions.forEach(this::cancel);
        } catch (DataAccessException e) {
            log.warn("Subscriptions of closed accounts cannot be looked for at the moment: {}", e.getMessage());
        }
    }

    private void cancel(String subscription) {
        try {
            stripe.cancel(subscription);
            changes.refresh(subscription);
            log.info("Subscription {} is cancelled, for its account is closed", subscription);
        } catch (InvalidRequest unavailable) {
            log.warn(
                    "Subscription {} of a closed account is not cancelled yet, and is tried again in a minute: {}",
                    subscription,
                    unavailable.problem().message());
        } catch (Unreadable unreadable) {
            log.warn("Subscription {} of a closed account: {}", subscription, unreadable.reason());
        }
    }
}

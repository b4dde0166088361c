package io.notifyflow.billing;

import com.stripe.param.CustomerCreateParams;
import io.notifyflow.account.Account;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/** One customer at Stripe for each account, made when it is first needed. */
@Component
class Customers {

    private static final int LOCKS = 64;

    private final StripeApi stripe;
    private final Payers payers;
    private final ReentrantLock[] locks =
            IntStream.range(0, LOCKS).mapToObj(i -> new ReentrantLock()).toArray(ReentrantLock[]::new);

    Customers(StripeApi stripe, Payers payers) {
        this.stripe = stripe;
        this.payers = payers;
    }

    Optional<Payer> find(UUID account) {
        return payers.byAccount(account).filter(payer -> payer.customer() != null);
    }

    /**
     * The account with its customer. Requests that come together on one hub wait for each other; on several hubs they
     * send Stripe the same idempotency key, and so get the same customer.
     */
    Payer ensure(Account account) {
        ReentrantLock lock = locks[Math.floorMod(account.id().hashCode(), LOCKS)];
        lock.lock();
        try {
            Payer payer = payers.byAccount(account.id()).orElseThrow();
            if (payer.customer() != null) {
                return payer;
            }
            payers.attach(account.id(), create(account, payer.generation()));
            return payers.byAccount(account.id()).orElseThrow();
        } finally {
            lock.unlock();
        }
    }

    private String create(Account account, int generation) {
        var customer = CustomerCreateParams.builder()
                .setName(account.name())
                .putMetadata(SubscriptionState.ACCOUNT, account.id().toString())
                .build();
        return stripe.createCustomer(customer, IdempotencyKeys.of("customer", account.id(), generation));
    }

    /** The customer does not exist at Stripe any more. */
    void forget(Payer payer) {
        if (payer.customer() != null) {
            payers.detach(payer.account(), payer.customer());
        }
    }
}

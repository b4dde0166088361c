package io.notifyflow.identity;

import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets first sign-ins of one identity come one after the other on this hub, so that those who wait hold no connection to
 * the database. Between hubs a lock in the database does the same.
 */
@Component
class ArrivalTurns {

    private static final int LOCKS = 64;

    private final Lock[] locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(Lock[]::new);
    private final TransactionTemplate transactions;

    ArrivalTurns(PlatformTransactionManager manager) {
        this.transactions = new TransactionTemplate(manager);
    }

    <T> T inTurn(ProviderUser user, Supplier<T> work) {
        Lock lock = locks[Math.floorMod(Objects.hash(user.provider(), user.subject()), LOCKS)];
        lock.lock();
        try {
            return transaction(work);
        } finally {
            lock.unlock();
        }
    }

    <T> T transaction(Supplier<T> work) {
        return Objects.requireNonNull(transactions.execute(status -> work.get()));
    }
}

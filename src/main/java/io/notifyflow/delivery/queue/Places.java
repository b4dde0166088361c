package io.notifyflow.delivery.queue;

import io.notifyflow.delivery.DeliverySettings;
import io.notifyflow.delivery.DestinationKind;
import io.notifyflow.delivery.Target;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.springframework.stereotype.Component;

/**
 * How many destinations are served at a time, so that nobody's crowd keeps the others out: an account has a share of
 * the places, and who waits for a sender's pace takes none.
 */
@Component
class Places {

    /** Longer waits are left to a timer. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final Semaphore places;
    private final int perAccount;
    private final ConcurrentMap<UUID, Semaphore> accounts = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Semaphore> paces = new ConcurrentHashMap<>();

    Places(DeliverySettings settings) {
        this.places = new Semaphore(settings.concurrency(), true);
        this.perAccount = settings.perAccount();
    }

    /** Waits for a place. */
    Place take(UUID account) {
        var place = new Place(accounts.computeIfAbsent(account, id -> new Semaphore(perAccount, true)));
        place.take();
        return place;
    }

    /** A place, for as long as there is something to do in it. */
    final class Place implements AutoCloseable {

        private final Semaphore ofAccount;

        private Place(Semaphore ofAccount) {
            this.ofAccount = ofAccount;
        }

        private void take() {
            ofAccount.acquireUninterruptibly();
            places.acquireUninterruptibly();
        }

        /** Goes to the end of the line, if there is one. */
        void letOthersGo() {
            if (ofAccount.hasQueuedThreads() || places.hasQueuedThreads()) {
                close();
                take();
            }
        }

        /**
         * Waits for the turn of a call among all of its kind, if that is soon.
         *
         * @return zero when the call may go out now, and is counted; otherwise how long to wait before asking again
         */
        Duration turn(DestinationKind kind, Target target) {
            return kind.paced(target) ? pacedTurn(kind, target) : kind.take(target);
        }

        private Duration pacedTurn(DestinationKind kind, Target target) {
            Semaphore pace = paces.computeIfAbsent(kind.type(), type -> new Semaphore(1, true));
            places.release();
            pace.acquireUninterruptibly();
            try {
                // Before the turn is taken: a turn that then waited for a place would come late, with others.
                places.acquireUninterruptibly();
                Duration wait = kind.take(target);
                while (wait.isPositive() && wait.compareTo(PATIENCE) <= 0) {
                    LockSupport.parkNanos(wait.toNanos());
                    wait = kind.take(target);
                }
                return wait;
            } finally {
                pace.release();
            }
        }

        @Override
        public void close() {
            places.release();
            ofAccount.release();
        }
    }
}

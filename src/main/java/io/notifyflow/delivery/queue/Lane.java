package io.notifyflow.delivery.queue;

import io.notifyflow.delivery.Attempt;
import io.notifyflow.delivery.Circuit;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/**
 * What destinations share that lead to the same place: one call at a time, the rate limit bucket, the circuit breaker.
 * It is entered while this hub holds its lease.
 */
final class Lane {

    private final UUID id;
    /** Fair, so that two destinations of one webhook take turns. */
    private final Semaphore calls = new Semaphore(1, true);

    private final long leaseNanos;
    private volatile long leasedAt;
    private volatile long closedUntil = System.nanoTime();
    private volatile Circuit circuit = Circuit.CLOSED;
    private volatile long changedAt = System.nanoTime() - Duration.ofDays(1).toNanos();
    /** The workers in it, their latest claim, and when the last one left; guarded by {@link Lanes}. */
    private int workers;

    private volatile long lease;
    private long leftAt;

    Lane(UUID id, Duration lease) {
        this.id = id;
        this.leaseNanos = lease.toNanos();
    }

    /** @param askedAt when the database was asked: what memory learned after that is newer than the row */
    void entered(Leases.Claim claim, long askedAt) {
        if (changedAt - askedAt < 0) {
            circuit = claim.circuit();
            closedUntil = System.nanoTime() + claim.closedFor().toNanos();
        }
        workers++;
        lease = Math.max(lease, claim.lease());
        leasedAt = askedAt;
    }

    /** Whether it was the last worker. */
    boolean left() {
        workers--;
        leftAt = System.nanoTime();
        return workers == 0;
    }

    boolean inUse() {
        return workers > 0;
    }

    boolean idleFor(Duration time) {
        return workers == 0 && System.nanoTime() - leftAt > time.toNanos();
    }

    long lease() {
        return lease;
    }

    UUID id() {
        return id;
    }

    void enter() {
        calls.acquireUninterruptibly();
    }

    void leave() {
        calls.release();
    }

    /** @param askedAt when the database was asked, for the lease may have begun as early as that */
    void renewed(long askedAt) {
        leasedAt = askedAt;
    }

    /** With a fifth of the lease in reserve, so that another hub does not begin while our call is under way. */
    boolean held() {
        return System.nanoTime() - leasedAt < leaseNanos * 4 / 5;
    }

    /** How long nothing may be called here; zero or less if it may be at once. */
    Duration closedFor() {
        return Duration.ofNanos(closedUntil - System.nanoTime());
    }

    Circuit circuit() {
        return circuit;
    }

    void after(Attempt attempt) {
        changedAt = System.nanoTime();
        circuit = attempt.circuit();
        if (attempt.closedFor().isPositive()) {
            closedUntil = System.nanoTime() + attempt.closedFor().toNanos();
        }
    }
}

package io.notifyflow.account;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Decides whether what was read of an account may still be used. Each change advances a counter; a reading notes the
 * counter before it asks the database, so that one that began before a change is not used after it.
 */
@Component
class AccountChanges {

    /** While the database's announcements are heard at least this often, every change is known. */
    static final Duration HEARD_WITHIN = Duration.ofSeconds(3);

    /** Otherwise a reading is used no longer than this. */
    static final Duration UNHEARD_USE = Duration.ofSeconds(1);

    /** Accounts that share a place drop each other's readings, which costs a query. */
    private static final int PLACES = 1 << 14;

    private final AtomicLong count = new AtomicLong();
    private final AtomicLongArray changed = new AtomicLongArray(PLACES);
    private final AtomicLong allChanged = new AtomicLong();
    private final LongSupplier nanos;
    private volatile long heardAt;

    @Autowired
    AccountChanges() {
        this(System::nanoTime);
    }

    AccountChanges(LongSupplier nanos) {
        this.nanos = nanos;
        this.heardAt = nanos.getAsLong() - HEARD_WITHIN.toNanos();
    }

    /** Something read from the database, and when the reading began. */
    record Reading<T>(T value, Moment began) {}

    /** A moment before a reading. */
    record Moment(long change, long nanos) {

        boolean before(Moment other) {
            return nanos - other.nanos < 0;
        }
    }

    Moment now() {
        return new Moment(count.get(), nanos.getAsLong());
    }

    /** Whether nothing of the account was changed since. */
    boolean holds(UUID account, Moment began) {
        return began.change() >= changed.get(place(account)) && began.change() >= allChanged.get() && fresh(began);
    }

    /** Whether nothing of any account was changed since. */
    boolean holds(Moment began) {
        return began.change() == count.get() && fresh(began);
    }

    private boolean fresh(Moment began) {
        long now = nanos.getAsLong();
        return now - heardAt < HEARD_WITHIN.toNanos() || now - began.nanos() < UNHEARD_USE.toNanos();
    }

    /** What was read of the account before this call is not used after it. */
    void changed(UUID account) {
        changed.accumulateAndGet(place(account), count.incrementAndGet(), Math::max);
    }

    /** What was read of any account before this call is not used after it. */
    void allChanged() {
        allChanged.accumulateAndGet(count.incrementAndGet(), Math::max);
    }

    /** Every change that was committed before that moment is in effect. */
    void heard(Moment moment) {
        heardAt = moment.nanos();
    }

    private static int place(UUID account) {
        long bits = account.getLeastSignificantBits() ^ account.getMostSignificantBits();
        return (int) (bits ^ bits >>> 32) & PLACES - 1;
    }
}

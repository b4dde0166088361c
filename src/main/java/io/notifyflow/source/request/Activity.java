package io.notifyflow.source.request;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/** How many requests of a source had which outcome on a day (UTC). */
final class Activity {

    /** Whose, and of when. */
    record Key(UUID source, LocalDate day) {}

    private final long[] counts = new long[Outcome.values().length];
    private Instant last = Instant.MIN;

    void add(Outcome outcome, Instant at) {
        counts[outcome.ordinal()]++;
        last = at.isAfter(last) ? at : last;
    }

    void add(Activity other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        last = other.last.isAfter(last) ? other.last : last;
    }

    long count(Outcome outcome) {
        return counts[outcome.ordinal()];
    }

    Instant last() {
        return last;
    }
}

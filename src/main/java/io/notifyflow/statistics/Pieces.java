package io.notifyflow.statistics;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A span in the pieces from which it is counted.
 *
 * @param before from the events: the hour in which it begins, if that does not begin with it
 * @param hours  from the hours that are counted already
 * @param after  from the events: the rest
 */
record Pieces(Span before, Span hours, Span after) {

    /**
     * @param counted hours before this one are counted already
     */
    static Pieces of(Span span, Instant counted) {
        Instant first = span.from().truncatedTo(ChronoUnit.HOURS);
        if (first.isBefore(span.from())) {
            first = first.plus(1, ChronoUnit.HOURS);
        }
        Instant last = span.to().truncatedTo(ChronoUnit.HOURS);
        if (last.isAfter(counted)) {
            last = counted;
        }
        if (!first.isBefore(last)) {
            return new Pieces(new Span(span.from(), span.from()), new Span(span.from(), span.from()), span);
        }
        return new Pieces(new Span(span.from(), first), new Span(first, last), new Span(last, span.to()));
    }
}

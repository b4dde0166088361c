package io.notifyflow.bench.load;

import io.notifyflow.bench.report.Spread;
import java.util.stream.IntStream;

/** What became of each event of a step. */
public final class StepResult {

    private static final int ACCEPTED = 202;
    private static final int REFUSED = 503;
    private static final int TOO_MANY = 429;
    private static final short NOT_SENT = 0;
    private static final short NOT_ANSWERED = 1;

    private final short[] status;
    private final float[] millis;

    StepResult(int events) {
        status = new short[events];
        millis = new float[events];
    }

    void sent(int event) {
        status[event] = NOT_ANSWERED;
    }

    void answered(int event, int answer, long nanos) {
        status[event] = (short) answer;
        millis[event] = nanos / 1e6f;
    }

    public int offered() {
        return status.length;
    }

    public long accepted() {
        return count(ACCEPTED);
    }

    /** Told to come back later. */
    public long refused() {
        return count(REFUSED) + count(TOO_MANY);
    }

    /** For want of a connection that did not wait for an answer. */
    public long notSent() {
        return count(NOT_SENT);
    }

    /** Neither answered as documented nor left out. */
    public long broken() {
        return offered() - accepted() - refused() - notSent();
    }

    /** Milliseconds from when an event was due to its 202. */
    public double acceptedWithin(double share) {
        return acceptedWithin(share, 0, offered());
    }

    /** The same of a part of the events, in the order in which they were due. */
    public double acceptedWithin(double share, int from, int to) {
        return Spread.percentile(
                IntStream.range(from, to)
                        .filter(event -> status[event] == ACCEPTED)
                        .mapToDouble(event -> millis[event])
                        .toArray(),
                share);
    }

    /** Whether all of these were accepted. */
    public boolean allAccepted(int from, int to) {
        return IntStream.range(from, to).allMatch(event -> status[event] == ACCEPTED);
    }

    private long count(int wanted) {
        return IntStream.range(0, status.length)
                .filter(event -> status[event] == wanted)
                .count();
    }
}

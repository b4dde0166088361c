package io.notifyflow.bench.parts;

import io.notifyflow.bench.load.StepResult;

/** When a hub is itself again: from then on for a second, every event is accepted as fast as it used to be. */
final class Recovery {

    private static final double WINDOW_SECONDS = 0.2;
    private static final int WINDOWS = 5;

    private Recovery() {}

    /**
     * Seconds from the beginning of a step; all of its seconds if that never came.
     *
     * @param limit of the p99 in milliseconds
     */
    static double seconds(StepResult step, double seconds, double limit) {
        int windows = (int) (seconds / WINDOW_SECONDS);
        int size = step.offered() / Math.max(1, windows);
        int good = 0;
        for (int window = 0; window < windows && size > 0; window++) {
            int from = window * size;
            boolean normal =
                    step.allAccepted(from, from + size) && step.acceptedWithin(0.99, from, from + size) <= limit;
            good = normal ? good + 1 : 0;
            if (good == WINDOWS) {
                return (window + 1 - WINDOWS) * WINDOW_SECONDS;
            }
        }
        return seconds;
    }
}

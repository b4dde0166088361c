package io.notifyflow.testing;

import java.util.function.IntConsumer;

/** Repeats a change and what must be seen right after it; {@code -Dnotifyflow.alternations=} says how often. */
public final class Alternations {

    private static final int DEFAULT = 40;

    private Alternations() {}

    /**
     * @param alternation gets the number of its round
     */
    public static void run(IntConsumer alternation) {
        int rounds = Integer.getInteger("notifyflow.alternations", DEFAULT);
        for (int round = 0; round < rounds; round++) {
            alternation.accept(round);
        }
    }
}

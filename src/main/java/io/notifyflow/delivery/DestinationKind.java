package io.notifyflow.delivery;

import java.time.Duration;
import java.util.List;

/**
 * What a kind of destination can do and must not do. A kind without one takes one event a message, and its calls are
 * limited by nothing but its own answers.
 */
public interface DestinationKind {

    /** The type of its destinations. */
    String type();

    /** How many events a message can hold at most; at least 1. */
    int most();

    /** How many of these, counted from the first, fit into one message; at least 1. */
    int fitting(List<Delivery> waiting);

    /** Whether it can draw a digest: one message about any number of events. */
    boolean digests();

    /** Whether a message that is sent again under its id is recognised, so that nobody sees it twice. */
    boolean recognisesRepeats();

    /**
     * Whether calls there go out one after the other at a pace that all destinations of this kind share. Who waits
     * for that pace stands in a queue of its own, and in no other kind's way.
     */
    boolean paced(Target target);

    /** How long nothing of this kind can be called at all, as far as is known without asking; zero mostly. */
    Duration closedFor();

    /**
     * Takes the place of one call there under the limits that destinations of this kind share.
     *
     * @return zero when the call may go out now; otherwise how long to wait before asking again
     */
    Duration take(Target target);
}

package io.notifyflow.delivery;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * What a kind of destination can do and must not do. As it stands here, and for types that nobody describes: one event a
 * message, at any time, limited by nothing but its own answers.
 */
public interface DestinationKind {

    /** The type of its destinations. */
    String type();

    /** How many events a message can hold at most; at least 1. */
    default int most() {
        return 1;
    }

    /** How many of these, counted from the first, fit into one message; at least 1. */
    default int fitting(List<Delivery> waiting) {
        return 1;
    }

    /** Whether it can draw a digest: one message about any number of events. */
    default boolean digests() {
        return false;
    }

    /** Whether a message that is sent again under its id is recognised, so that nobody sees it twice. */
    default boolean recognisesRepeats() {
        return false;
    }

    /**
     * Whether its answers are those of a service that the account does not run: what that refuses, nobody has read, and
     * the event's quota can be given back. A receiver that the account runs can read what it refuses.
     */
    default boolean answeredByAService(Target target) {
        return false;
    }

    /**
     * Whether calls there go out one after the other at a pace that all destinations of this kind share. Who waits
     * for that pace stands in a queue of its own, and in no other kind's way.
     */
    default boolean paced(Target target) {
        return false;
    }

    /** How long nothing of this kind can be called for an account, as far as is known without asking; zero mostly. */
    default Duration closedFor(UUID account) {
        return Duration.ZERO;
    }

    /**
     * Takes the place of one call there under the limits that destinations of this kind share.
     *
     * @return zero when the call may go out now; otherwise how long to wait before asking again
     */
    default Duration take(Target target) {
        return Duration.ZERO;
    }
}

package io.notifyflow.event;

import java.util.concurrent.Executor;

/** Lets a step of a route wait without holding the thread that it was called on. */
public interface Continuations {

    /** Where the rest of the route may go on that called this step; never on the calling thread at once. */
    Executor here();
}

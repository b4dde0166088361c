package io.notifyflow.gateway.connection;

import io.notifyflow.event.Problem;

/** A body that somebody reads and that is not whole yet. */
public interface UnfinishedBody {

    /** Ends the request with this problem, and frees what the body holds. Called on the event loop of the connection. */
    void refuse(Problem problem);

    /** The bytes that are held. */
    long heldBytes();
}

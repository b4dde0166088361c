package io.notifyflow.routefiles;

/** A consumer that can stop taking exchanges while those that it took go on. */
public interface Withdrawable {

    /** Gets no more exchanges, as if the route were not there. */
    void withdraw();
}

package io.notifyflow.delivery.discord;

/** Where the sandbox inside this hub is found; known once the public port is bound. */
public interface SandboxAddress {

    /** The base of its API, without a slash at the end. */
    String base();
}

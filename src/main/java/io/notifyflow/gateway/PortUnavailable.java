package io.notifyflow.gateway;

import org.jspecify.annotations.Nullable;

/** The public port cannot be listened on. */
final class PortUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    PortUnavailable(String address, int port, @Nullable Throwable cause) {
        super("The hub cannot listen on " + address + ":" + port + ": the port is in use, or not allowed", cause);
        action = "Stop what listens on port " + port + ", or choose another with SERVER_PORT.";
    }

    PortUnavailable(String port) {
        super("The hub cannot listen on port \"" + port + "\": there is no such port");
        action = "Set SERVER_PORT to a port, 1 to 65535, or to 0 for any that is free.";
    }

    /** What whoever starts the hub should do. */
    String action() {
        return action;
    }
}

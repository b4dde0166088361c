package io.notifyflow.gateway;

import org.jspecify.annotations.Nullable;

/** The public port cannot be listened on. */
final class PortUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int port;

    PortUnavailable(String address, int port, @Nullable Throwable cause) {
        super("The hub cannot listen on " + address + ":" + port + ": the port is in use, or not allowed", cause);
        this.port = port;
    }

    int port() {
        return port;
    }
}

package io.notifyflow.delivery.discord;

import io.notifyflow.event.PublicPortBound;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Where the sandbox inside this hub is found. */
@Component
class SandboxAddress {

    private volatile String base = "";

    @EventListener
    void bound(PublicPortBound bound) {
        base = "http://127.0.0.1:" + bound.port() + "/sandbox/api/v10";
    }

    /** The base of its API, without a slash at the end. */
    String base() {
        return base;
    }
}

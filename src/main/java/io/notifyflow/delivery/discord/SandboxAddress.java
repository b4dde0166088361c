package io.notifyflow.delivery.discord;

import io.notifyflow.delivery.AttemptFailed;
import io.notifyflow.delivery.AttemptOutcome;
import io.notifyflow.delivery.Classified;
import io.notifyflow.event.PublicPortBound;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Where the sandbox inside this hub is found. */
@Component
class SandboxAddress {

    private final boolean enabled;
    private volatile String base = "";

    SandboxAddress(@Value("${notifyflow.sandbox.enabled:true}") boolean enabled) {
        this.enabled = enabled;
    }

    @EventListener
    void bound(PublicPortBound bound) {
        base = "http://127.0.0.1:" + bound.port() + "/sandbox/api/v10";
    }

    /**
     * The base of its API, without a slash at the end.
     *
     * @throws AttemptFailed if there is no sandbox in this hub
     */
    String base() {
        if (!enabled) {
            throw new AttemptFailed(Classified.of(new AttemptOutcome.Rejected(
                    "The sandbox is switched off (notifyflow.sandbox.enabled); give the account a destination in Discord",
                    true)));
        }
        return base;
    }
}

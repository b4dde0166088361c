package io.notifyflow.delivery.discord;

import io.notifyflow.account.LocalSandbox;
import io.notifyflow.delivery.AttemptFailed;
import io.notifyflow.delivery.AttemptOutcome;
import io.notifyflow.delivery.Classified;
import io.notifyflow.event.PublicPortBound;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Where the sandbox inside this hub is found. */
@Component
class SandboxAddress {

    private final LocalSandbox sandbox;
    private volatile String base = "";

    SandboxAddress(LocalSandbox sandbox) {
        this.sandbox = sandbox;
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
        if (!sandbox.available()) {
            throw new AttemptFailed(Classified.unsent(new AttemptOutcome.Rejected(
                    "This hub has no sandbox: it has a public URL or Discord, or NOTIFYFLOW_SANDBOX_ENABLED is false. Give"
                            + " the account a destination in Discord",
                    true)));
        }
        return base;
    }

    /** What calls of the sandbox carry, so that it knows them for this hub's. */
    String authorization() {
        return "Bot " + sandbox.pass();
    }
}

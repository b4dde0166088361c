package io.notifyflow.gateway;

import io.notifyflow.account.FirstAccount;
import io.notifyflow.account.LocalSandbox;
import io.notifyflow.account.OwnerLink;
import java.util.Optional;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Greets whoever started the hub with an address, a key and a line that can be pasted. */
@Component
class Welcome implements ApplicationRunner {

    private final FirstAccount firstAccount;
    private final OwnerLink ownerLink;
    private final Gateway gateway;
    private final Environment environment;
    private final LocalSandbox sandbox;
    private Optional<String> generatedKey = Optional.empty();

    Welcome(
            FirstAccount firstAccount,
            OwnerLink ownerLink,
            Gateway gateway,
            Environment environment,
            LocalSandbox sandbox) {
        this.sandbox = sandbox;
        this.firstAccount = firstAccount;
        this.ownerLink = ownerLink;
        this.gateway = gateway;
        this.environment = environment;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        generatedKey = firstAccount.prepare();
    }

    /** Comes after {@link Gateway#opened}: a line that is pasted at once must not be answered with 503. */
    @EventListener(ApplicationReadyEvent.class)
    void greet() {
        // Printed, not logged: logs are shipped and kept, and a key has no business there.
        System.out.println(text("http://localhost:" + gateway.port(), generatedKey));
        System.out.flush();
        generatedKey = Optional.empty();
    }

    private String text(String address, Optional<String> generated) {
        boolean given =
                environment.getProperty("notifyflow.bootstrap.api-key", "").isBlank();
        String key = generated.orElse(given ? "<your API key>" : "$NOTIFYFLOW_BOOTSTRAP_API_KEY");
        String note = generated
                .map(shown -> "API key    " + shown + "   (shown this once: keep it)")
                .orElse(
                        given
                                ? "API key    the one that was printed when the first account was made"
                                : "API key    the one in NOTIFYFLOW_BOOTSTRAP_API_KEY");
        String signIn = ownerLink
                .make()
                .map(link -> "Sign in    " + link + "   (valid once, for 15 minutes)")
                .orElse("Sign in    " + address + "/sign-in");
        return """

                NotifyFlow is ready at %1$s
                  %3$s
                  %4$s
                  %5$s

                Send your first event:

                  curl -X POST %1$s/api/v1/events -H "Authorization: Bearer %2$s" -H "Content-Type: application/json" -d '{"category":"sale","description":"First sale!","fields":{"amount":49.90,"plan":"PRO"}}'
                """
                .formatted(address, key, note, signIn, sandbox(address));
    }

    private String sandbox(String address) {
        if (!sandbox.available()) {
            return "Sandbox    off: events go to the destinations of their accounts";
        }
        return "Sandbox    " + address + "/sandbox   (a local stand-in for Discord: nothing leaves this machine"
                + (sandbox.open() ? ")" : "; sign in first)");
    }
}

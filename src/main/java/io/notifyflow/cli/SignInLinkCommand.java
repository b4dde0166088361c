package io.notifyflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a link with which somebody gets in who cannot otherwise. */
@Command(
        name = "sign-in-link",
        description = {
            "Makes a link that is valid once, for 15 minutes.",
            "For an account without people it makes its visitor the owner; otherwise it sets a new password for its owner,"
                    + " or for whom the address names."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the hub refused: nobody has this address, or they sign in with the provider",
            "2:wrong use",
            "3:the hub cannot be reached, or failed"
        })
final class SignInLinkCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final HubOptions hub = new HubOptions();

    @Parameters(paramLabel = "EMAIL", arity = "0..1", description = "The e-mail address of somebody in the account.")
    private @Nullable String email;

    @Option(
            names = "--remove-second-factor",
            description = "The link also removes the person's passkeys, authenticator app and recovery codes.")
    private boolean removeSecondFactor;

    SignInLinkCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        ObjectNode body = HubApi.JSON.createObjectNode();
        if (email != null) {
            body.put("email", email);
        }
        if (removeSecondFactor) {
            body.put("removeSecondFactor", true);
        }
        JsonNode made = hub.hub(shell).post("/api/v1/people/sign-in-links", body);
        shell.out()
                .println(hub.json() ? made.toPrettyString() : made.path("link").asText());
        return 0;
    }
}

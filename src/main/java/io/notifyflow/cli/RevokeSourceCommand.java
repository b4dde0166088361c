package io.notifyflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Revokes a source. */
@Command(
        name = "revoke",
        description = "Revokes a source: its address is unknown from then on. What came through it stays.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the hub refused: there is no such source",
            "2:wrong use",
            "3:the hub cannot be reached, or failed"
        })
final class RevokeSourceCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final HubOptions hub = new HubOptions();

    @Parameters(paramLabel = "SOURCE", description = "The id that the list shows.")
    private @Nullable String source;

    RevokeSourceCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        UUID id = Text.id(String.valueOf(source), "sources list");
        JsonNode answer = hub.hub(shell).delete(SourcesCommand.SOURCES + "/" + id);
        shell.out().println(hub.json() ? answer.toPrettyString() : "Source " + id + " is revoked.");
        return 0;
    }
}

package io.notifyflow.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about sources. */
@Command(
        name = "sources",
        synopsisSubcommandLabel = "COMMAND",
        description = "Addresses where foreign webhooks come in and become events.",
        commandListHeading = "%nCommands:%n")
final class SourcesCommand implements Runnable {

    static final String SOURCES = "/api/v1/sources";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("unused") // Picocli acts on it.
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "Say what to do: add, list or revoke");
        }
    }
}

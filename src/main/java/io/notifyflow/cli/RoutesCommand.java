package io.notifyflow.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about route files, which need no hub. */
@Command(
        name = RoutesCommand.NAME,
        synopsisSubcommandLabel = "COMMAND",
        description = "Check route files before they are deployed, and draw them. No hub is needed.",
        commandListHeading = "%nCommands:%n")
final class RoutesCommand implements Runnable {

    static final String NAME = "routes";

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
            throw new ParameterException(spec.commandLine(), "Say what to do: check or graph");
        }
    }
}

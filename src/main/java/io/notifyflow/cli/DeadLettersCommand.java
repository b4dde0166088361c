package io.notifyflow.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about dead letters. */
@Command(
        name = "deadletters",
        synopsisSubcommandLabel = "COMMAND",
        description = "Look at the deliveries that were given up, and send them again.",
        commandListHeading = "%nCommands:%n")
final class DeadLettersCommand implements Runnable {

    static final String LETTERS = "/api/v1/dead-letters";
    static final String REDRIVES = "/api/v1/redrives";

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
            throw new ParameterException(spec.commandLine(), "Say what to do: list, show or redrive");
        }
    }
}

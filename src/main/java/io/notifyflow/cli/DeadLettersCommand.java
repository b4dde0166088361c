package io.notifyflow.cli;

import picocli.CommandLine.Command;

/** The commands about dead letters. */
@Command(
        name = "deadletters",
        synopsisSubcommandLabel = "COMMAND",
        description = "Look at the deliveries that were given up, and send them again.",
        commandListHeading = "%nCommands:%n")
final class DeadLettersCommand extends CommandGroup {

    static final String LETTERS = "/api/v1/dead-letters";
    static final String REDRIVES = "/api/v1/redrives";
}

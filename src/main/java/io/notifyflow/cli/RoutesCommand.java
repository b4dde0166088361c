package io.notifyflow.cli;

import picocli.CommandLine.Command;

/** The commands about route files, which need no hub. */
@Command(
        name = RoutesCommand.NAME,
        synopsisSubcommandLabel = "COMMAND",
        description = "Check route files before they are deployed, and draw them. No hub is needed.",
        commandListHeading = "%nCommands:%n")
final class RoutesCommand extends CommandGroup {

    static final String NAME = "routes";
}

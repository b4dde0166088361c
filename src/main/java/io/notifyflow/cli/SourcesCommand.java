package io.notifyflow.cli;

import picocli.CommandLine.Command;

/** The commands about sources. */
@Command(
        name = "sources",
        synopsisSubcommandLabel = "COMMAND",
        description = "Addresses where foreign webhooks come in and become events.",
        commandListHeading = "%nCommands:%n")
final class SourcesCommand extends CommandGroup {

    static final String SOURCES = "/api/v1/sources";
}

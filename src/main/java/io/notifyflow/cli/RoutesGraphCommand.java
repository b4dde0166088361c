package io.notifyflow.cli;

import io.notifyflow.routefiles.RouteGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws route files. */
@Command(
        name = "graph",
        description = "Prints a folder of route files as a Mermaid flowchart.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "2:wrong use", "3:the folder cannot be read"})
final class RoutesGraphCommand implements Callable<Integer> {

    private final Shell shell;

    @Parameters(
            index = "0",
            paramLabel = "FOLDER",
            defaultValue = "routes",
            description = "The folder. Default: ${DEFAULT-VALUE}.")
    private Path folder = Path.of("routes");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("unused") // Picocli acts on it.
    private boolean help;

    RoutesGraphCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new Failure(Failure.UNAVAILABLE, "There is no folder " + folder);
        }
        shell.out().print(RouteGraph.draw(folder));
        return 0;
    }
}

package io.notifyflow.cli;

import io.notifyflow.routefiles.RouteGraph;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Draws route files. */
@Command(
        name = "graph",
        description = "Prints a folder of route files as a Mermaid flowchart.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "2:wrong use", "3:the folder cannot be read"})
final class RoutesGraphCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final RouteFolderOptions files = new RouteFolderOptions();

    RoutesGraphCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        shell.out().print(RouteGraph.draw(files.folder()));
        return 0;
    }
}

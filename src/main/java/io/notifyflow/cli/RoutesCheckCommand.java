package io.notifyflow.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.routefiles.RouteCheck;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks route files with the code of the hub: schema, guards, and whether Camel can build each of them. */
@Command(
        name = "check",
        description = "Checks a folder of route files as the hub does before they go live.",
        footerHeading = "%nExamples:%n",
        footer = {"  " + JarCommands.JAR + " routes check routes/", "  " + JarCommands.JAR + " routes check --json"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all of them are right", "1:some are not", "2:wrong use", "3:the folder cannot be read"})
final class RoutesCheckCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final RouteFolderOptions files = new RouteFolderOptions();

    @Option(names = "--json", description = "Print the findings as JSON, for machines.")
    private boolean json;

    RoutesCheckCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        RouteCheck.Result result = RouteCheck.check(files.folder());
        if (json) {
            shell.out().println(new ObjectMapper().writeValueAsString(result));
        } else {
            print(result);
        }
        return result.findings().isEmpty() ? 0 : 1;
    }

    private void print(RouteCheck.Result result) {
        for (RouteCheck.Finding finding : result.findings()) {
            String place = finding.line() == null ? finding.file() : finding.file() + ":" + finding.line();
            shell.out().println(place + ": " + finding.problem());
            shell.out().println("    " + finding.advice());
        }
        shell.out()
                .println(result.files() + " files with " + result.routes() + " routes: "
                        + (result.findings().isEmpty()
                                ? "all of them are right"
                                : result.findings().size() + " findings"));
    }
}

package io.notifyflow.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which route files are meant. */
final class RouteFolderOptions {

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

    Path folder() {
        if (!Files.isDirectory(folder)) {
            throw new Failure(Failure.UNAVAILABLE, "There is no folder " + folder);
        }
        return folder;
    }
}

package io.notifyflow.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which hub is meant and in whose name. The key is never an argument: arguments show in the list of processes. */
final class HubOptions {

    private static final String URL = "NOTIFYFLOW_URL";
    private static final String KEY = "NOTIFYFLOW_API_KEY";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The hub. Default: the variable NOTIFYFLOW_URL, or else http://localhost:8080.")
    private @Nullable String url;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "A file that holds the API key. Default: the variable NOTIFYFLOW_API_KEY has it.")
    private @Nullable Path keyFile;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("unused") // Picocli acts on it.
    private boolean help;

    @Option(names = "--json", description = "Print what the hub answers, as JSON.")
    private boolean json;

    boolean json() {
        return json;
    }

    HubApi hub(Shell shell) {
        return new HubApi(address(shell), key(shell));
    }

    private URI address(Shell shell) {
        String text = url == null ? shell.environment().getOrDefault(URL, "http://localhost:8080") : url;
        try {
            URI address = URI.create(text.strip().replaceAll("/+$", ""));
            if (("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                    && address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException notAnAddress) {
            // Told below.
        }
        throw new Failure(
                Failure.MISUSE, "\"" + text + "\" is no address of a hub; write one such as http://localhost:8080");
    }

    private String key(Shell shell) {
        String key = keyFile == null ? shell.environment().getOrDefault(KEY, "") : read(keyFile);
        if (key.isBlank()) {
            throw new Failure(
                    Failure.MISUSE,
                    keyFile == null
                            ? "An API key is needed: set " + KEY + ", or name a file that holds it with --key-file"
                            : "The file " + keyFile + " is empty; it must hold an API key");
        }
        if (!key.strip().chars().allMatch(character -> character > ' ' && character < 0x7F)) {
            throw new Failure(Failure.MISUSE, "The API key holds characters that no key has; it must be the key alone");
        }
        return key.strip();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (MalformedInputException binary) {
            throw new Failure(Failure.MISUSE, "The file " + file + " holds no text, and so no API key");
        } catch (IOException unreadable) {
            throw new Failure(Failure.MISUSE, "The file " + file + " cannot be read; it must hold an API key");
        }
    }
}

package io.notifyflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Adds a source, and shows its address, which nobody can show again. */
@Command(
        name = "add",
        description = "Adds a source and prints its address; the address holds a key and is shown this once.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  " + JarCommands.JAR + " sources add --type github --name \"Our repositories\" --secret",
            "  " + JarCommands.JAR + " sources add --type json --name Backup --setting title=.job"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the hub refused: no such type or category, or the name is taken",
            "2:wrong use",
            "3:the hub cannot be reached, or failed"
        })
final class AddSourceCommand implements Callable<Integer> {

    private static final String SECRET = "NOTIFYFLOW_SOURCE_SECRET";

    private final Shell shell;

    @Mixin
    private final HubOptions hub = new HubOptions();

    @Option(
            names = "--type",
            required = true,
            paramLabel = "TYPE",
            description = "What sends, or is asked: github, stripe, json, rss or another type that has a route.")
    private @Nullable String type;

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "To tell it from others.")
    private @Nullable String name;

    @Option(
            names = "--category",
            paramLabel = "NAME",
            description = "Of events whose own category the account does not have.")
    private @Nullable String category;

    @Option(
            names = "--secret",
            description = "What comes must be signed with a secret, which " + SECRET
                    + " holds; without that variable it is asked for.")
    private boolean secret;

    @Option(
            names = "--setting",
            paramLabel = "NAME=VALUE",
            description = "For the route of the type, such as title=.job for json; may be repeated.")
    private final Map<String, String> settings = new TreeMap<>();

    AddSourceCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        HubApi api = hub.hub(shell);
        ObjectNode request = HubApi.JSON.createObjectNode().put("type", type).put("name", name);
        if (category != null) {
            request.put("category", category);
        }
        if (secret) {
            request.put("secret", secret());
        }
        settings.forEach(request.withObject("/settings")::put);
        JsonNode source = api.post(SourcesCommand.SOURCES, request);
        if (hub.json()) {
            shell.out().println(source.toPrettyString());
        } else if (!source.has("path")) {
            shell.out().println("Source " + source.path("sourceId").asText() + " is added. The hub asks it by itself.");
        } else {
            shell.out()
                    .println("Source " + source.path("sourceId").asText() + " is added. Its address, shown this once:");
            shell.out().println(api.address(source.path("path").asText()));
        }
        return 0;
    }

    private String secret() {
        String given = shell.environment().getOrDefault(SECRET, "");
        String known = given.isBlank() ? shell.secret("Secret: ") : given.strip();
        if (known.isBlank()) {
            throw new Failure(Failure.MISUSE, "A secret is needed: set " + SECRET + ", or type it when asked");
        }
        return known;
    }
}

package io.notifyflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists sources, one a line, and below it what is wrong with one that the hub asks. */
@Command(
        name = "list",
        description = "Lists the sources, the oldest first.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the hub refused", "2:wrong use", "3:the hub cannot be reached, or failed"})
final class ListSourcesCommand implements Callable<Integer> {

    private static final int ID = 36;
    private static final int TYPE = 12;
    private static final int NAME = 20;
    private static final int KEY = 9;
    private static final int CATEGORY = 10;

    private final Shell shell;

    @Mixin
    private final HubOptions hub = new HubOptions();

    ListSourcesCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        JsonNode answer = hub.hub(shell).get(SourcesCommand.SOURCES);
        if (hub.json()) {
            shell.out().println(answer.toPrettyString());
        } else {
            print(answer.path("sources"), shell.out());
        }
        return 0;
    }

    private static void print(JsonNode sources, PrintWriter out) {
        if (sources.isEmpty()) {
            out.println("No sources.");
            return;
        }
        out.println(row("SOURCE", "TYPE", "NAME", "KEY", "CATEGORY"));
        sources.forEach(source -> printOne(source, out));
    }

    private static void printOne(JsonNode source, PrintWriter out) {
        out.println(row(
                source.path("sourceId").asText(),
                source.path("type").asText(),
                source.path("name").asText(),
                source.path("hint").asText(),
                source.path("category").asText("-")));
        if (source.has("lastError")) {
            out.println("  " + source.path("lastError").asText());
        }
    }

    private static String row(String id, String type, String name, String key, String category) {
        return Text.column(id, ID) + "  " + Text.column(type, TYPE) + "  " + Text.column(name, NAME) + "  "
                + Text.column(key, KEY) + "  " + Text.fit(category, CATEGORY);
    }
}

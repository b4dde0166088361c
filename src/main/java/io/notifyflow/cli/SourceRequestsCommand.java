package io.notifyflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the last requests of a source: what became of each, and why. */
@Command(
        name = "requests",
        description = "Lists the last requests of a source, the latest first: what became of each, and why.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  " + JarCommands.JAR + " sources requests 019dbe0a-8f14-7c32-9c5a-2f4e6a1b3c5d",
            "  " + JarCommands.JAR + " sources requests 019dbe0a-8f14-7c32-9c5a-2f4e6a1b3c5d --outcome refused --json"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the hub refused: there is no such source",
            "2:wrong use",
            "3:the hub cannot be reached, or failed"
        })
final class SourceRequestsCommand implements Callable<Integer> {

    private static final int TIME = 19;
    private static final int OUTCOME = 8;
    private static final int STATUS = 6;
    private static final int EVENTS = 6;
    private static final int KIND = 40;

    private final Shell shell;

    @Mixin
    private final HubOptions hub = new HubOptions();

    @Parameters(paramLabel = "SOURCE", description = "The id that the list shows.")
    private @Nullable String source;

    @Option(
            names = "--outcome",
            paramLabel = "OUTCOME",
            description = "Only these: told, repeated, ignored, refused or answered.")
    private @Nullable Outcome outcome;

    /** As the API names them. */
    enum Outcome {
        told,
        repeated,
        ignored,
        refused,
        answered
    }

    SourceRequestsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        UUID id = Text.id(String.valueOf(source), "sources list");
        JsonNode answer = hub.hub(shell)
                .get(SourcesCommand.SOURCES + "/" + id + "/requests" + (outcome == null ? "" : "?outcome=" + outcome));
        if (hub.json()) {
            shell.out().println(answer.toPrettyString());
        } else {
            print(answer.path("requests"), shell.out());
        }
        return 0;
    }

    private static void print(JsonNode requests, PrintWriter out) {
        if (requests.isEmpty()) {
            out.println("Nothing has arrived in the last days.");
            return;
        }
        out.println(row("RECEIVED (UTC)", "OUTCOME", "STATUS", "EVENTS", "KIND"));
        requests.forEach(request -> printOne(request, out));
    }

    private static void printOne(JsonNode request, PrintWriter out) {
        out.println(row(
                Text.time(request.path("receivedAt").asText()),
                request.path("outcome").asText(),
                request.path("status").asText("-"),
                request.path("accepted").asText(),
                request.path("kind").asText("-")));
        int requests = request.path("requests").asInt(1);
        if (requests > 1) {
            out.println("  " + requests + " requests, the last at "
                    + Text.time(request.path("lastReceivedAt").asText()));
        }
        if (request.has("reason")) {
            out.println("  " + Text.fit(request.path("reason").asText(), Shell.WIDTH - 2));
        }
        if (request.has("excerpt")) {
            out.println("  " + Text.fit(request.path("excerpt").asText(), Shell.WIDTH - 2));
        }
    }

    private static String row(String time, String outcome, String status, String events, String kind) {
        return Text.column(time, TIME) + "  " + Text.column(outcome, OUTCOME) + "  " + Text.column(status, STATUS)
                + "  " + Text.column(events, EVENTS) + "  " + Text.fit(kind, KIND);
    }
}

package io.notifyflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows one dead letter with every attempt and the event. */
@Command(
        name = "show",
        description = "Shows one dead letter with every attempt and the event as it was sent.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the hub refused: there is no such dead letter",
            "2:wrong use",
            "3:the hub cannot be reached, or failed"
        })
final class ShowCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final HubOptions hub = new HubOptions();

    @Parameters(paramLabel = "DELIVERY", description = "The id that the list shows.")
    private @Nullable String delivery;

    ShowCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        JsonNode letter = hub.hub(shell).get(DeadLettersCommand.LETTERS + "/" + Text.id(String.valueOf(delivery)));
        if (hub.json()) {
            shell.out().println(letter.toPrettyString());
        } else {
            print(letter, shell.out());
        }
        return 0;
    }

    private static void print(JsonNode letter, PrintWriter out) {
        JsonNode destination = letter.path("destination");
        String name = destination.path("name").asText("(deleted)");
        String type = destination.path("type").asText();
        out.println("Delivery     " + letter.path("deliveryId").asText());
        out.println("Event        " + letter.path("eventId").asText());
        out.println("Destination  " + Text.plain(name) + (type.isEmpty() ? "" : " (" + type + ")"));
        out.println("Status       " + letter.path("status").asText());
        out.println("Died         " + Text.time(letter.path("diedAt").asText()) + " UTC");
        out.println("Reason       " + Text.plain(letter.path("reason").asText()));
        if (letter.path("possibleDuplicate").asBoolean()) {
            out.println("             An answer was lost: the message may stand there all the same.");
        }
        out.println();
        out.println("Attempts");
        letter.path("history").forEach(attempt -> {
            out.println("  " + attempt.path("number").asText() + "  "
                    + Text.time(attempt.path("startedAt").asText()) + "  "
                    + attempt.path("outcome").asText() + answer(attempt) + ", "
                    + attempt.path("durationMs").asText() + " ms");
            out.println("     " + Text.plain(attempt.path("detail").asText()));
        });
        out.println();
        out.println("Event");
        letter.path("event").toPrettyString().lines().forEach(line -> out.println("  " + Text.fit(line, 10_000)));
    }

    private static String answer(JsonNode attempt) {
        String status = attempt.path("httpStatus").asText();
        String code = attempt.path("errorCode").asText();
        return (status.isEmpty() ? "" : ", HTTP " + status) + (code.isEmpty() ? "" : ", code " + code);
    }
}

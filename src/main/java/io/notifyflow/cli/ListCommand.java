package io.notifyflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lists dead letters, two lines each: what and where, then why. */
@Command(
        name = "list",
        description = "Lists dead letters, the newest first.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  " + JarCommands.JAR + " deadletters list --category sale --limit 100",
            "  " + JarCommands.JAR + " deadletters list --destination main --error-code 50035 --json"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the hub refused", "2:wrong use", "3:the hub cannot be reached, or failed"})
final class ListCommand implements Callable<Integer> {

    private static final int ID = 36;
    private static final int TIME = 19;
    private static final int DESTINATION = 20;
    private static final int CATEGORY = 12;
    private static final int LARGEST_PAGE = 200;

    private final Shell shell;

    @Mixin
    private final HubOptions hub = new HubOptions();

    @Mixin
    private final FilterOptions filter = new FilterOptions();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many at most. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Spec
    private @Nullable CommandSpec spec;

    ListCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (limit < 1 && spec != null) {
            throw new ParameterException(spec.commandLine(), "--limit must be 1 or more");
        }
        HubApi api = hub.hub(shell);
        ArrayNode letters = HubApi.JSON.createArrayNode();
        String cursor = "";
        boolean more = true;
        while (more && letters.size() < limit) {
            JsonNode page = api.get(address(Math.min(LARGEST_PAGE, limit - letters.size()), cursor));
            page.path("deadLetters").forEach(letters::add);
            cursor = page.path("next").asText();
            more = !cursor.isEmpty();
        }
        if (hub.json()) {
            shell.out()
                    .println(HubApi.JSON
                            .createObjectNode()
                            .set("deadLetters", letters)
                            .toPrettyString());
        } else {
            print(letters, more ? api.get(DeadLettersCommand.LETTERS + "/count" + filter.query()) : null);
        }
        return 0;
    }

    private String address(int size, String cursor) {
        String query = filter.query();
        return DeadLettersCommand.LETTERS + (query.isEmpty() ? "?" : query + "&") + "limit=" + size
                + (cursor.isEmpty() ? "" : "&cursor=" + cursor);
    }

    private void print(ArrayNode letters, @Nullable JsonNode count) {
        PrintWriter out = shell.out();
        if (letters.isEmpty()) {
            out.println("No dead letters.");
            return;
        }
        out.println(row("DELIVERY", "DIED (UTC)", "DESTINATION", "CATEGORY", "TRIES"));
        letters.forEach(letter -> {
            out.println(row(
                    letter.path("deliveryId").asText(),
                    Text.time(letter.path("diedAt").asText()),
                    letter.path("destination").path("name").asText("(deleted)"),
                    letter.path("category").asText(),
                    letter.path("attempts").asText()));
            out.println("  " + Text.fit(letter.path("reason").asText(), Shell.WIDTH - 2));
        });
        out.println();
        if (count == null) {
            out.println(letters.size() == 1 ? "1 dead letter." : letters.size() + " dead letters.");
        } else {
            long all =
                    count.path("count").asLong() + count.path("undeliverable").asLong();
            out.println("The newest " + letters.size() + " of " + all + " dead letters; --limit shows more.");
        }
    }

    private static String row(String delivery, String died, String destination, String category, String tries) {
        return Text.column(delivery, ID) + "  " + Text.column(died, TIME) + "  " + Text.column(destination, DESTINATION)
                + "  " + Text.column(category, CATEGORY) + "  " + tries;
    }
}

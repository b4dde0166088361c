package io.notifyflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends dead letters again: one, those that a filter finds, or all. */
@Command(
        name = "redrive",
        description = {
            "Sends dead letters again: one (DELIVERY), those that the filters find, or all (--all).",
            "For more than one it shows first how many there are, and asks. Then it follows the progress; Ctrl-C ends"
                    + " only that, for the redrive goes on in the hub."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  " + JarCommands.JAR + " deadletters redrive --destination main --from 2026-01-31T12:00:00Z",
            "  " + JarCommands.JAR + " deadletters redrive --all --per-second 10 --yes"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; also where there was nothing to do",
            "1:the hub refused: no such dead letter, another redrive runs",
            "2:wrong use; also without a terminal and without --yes",
            "3:the hub cannot be reached, or failed",
            "4:you were asked and said no",
            "130:Ctrl-C while following; the redrive goes on"
        })
final class RedriveCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final HubOptions hub = new HubOptions();

    @Mixin
    private final FilterOptions filter = new FilterOptions();

    @Parameters(arity = "0..1", paramLabel = "DELIVERY", description = "The id of one, as the list shows it.")
    private @Nullable String delivery;

    @Option(names = "--all", description = "All dead letters of the account.")
    private boolean all;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Option(
            names = "--per-second",
            paramLabel = "N",
            description = "How many a second at most. Default: what the hub is set to (50).")
    private @Nullable Integer perSecond;

    @Option(names = "--background", description = "Do not follow the progress.")
    private boolean background;

    @Option(names = "--follow", paramLabel = "REDRIVE", description = "Follow a redrive that was begun before.")
    private @Nullable String follow;

    @Option(names = "--cancel", paramLabel = "REDRIVE", description = "End a redrive early.")
    private @Nullable String cancel;

    @Spec
    private @Nullable CommandSpec spec;

    RedriveCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        requireOneWish();
        HubApi api = hub.hub(shell);
        if (delivery != null) {
            one(api, Text.id(delivery));
        } else if (cancel != null) {
            cancel(api, Text.id(cancel));
        } else if (follow != null) {
            JsonNode redrive = api.get(DeadLettersCommand.REDRIVES + "/" + Text.id(follow));
            follow(api, redrive);
        } else {
            set(api);
        }
        return 0;
    }

    private void requireOneWish() {
        long wishes = Stream.of(delivery != null, cancel != null, follow != null, all, !filter.isEmpty())
                .filter(wish -> wish)
                .count();
        if (wishes != 1 && spec != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    wishes == 0
                            ? "Say what to redrive: a DELIVERY, a filter such as --category sale, or --all"
                            : "A DELIVERY, filters, --all, --follow and --cancel exclude each other");
        }
    }

    private void one(HubApi api, UUID id) {
        JsonNode answer = api.post(DeadLettersCommand.LETTERS + "/" + id + "/redrive", null);
        shell.out()
                .println(
                        hub.json()
                                ? answer.toPrettyString()
                                : Text.plain(answer.path("message").asText()) + ".");
    }

    private void cancel(HubApi api, UUID id) {
        JsonNode redrive = api.delete(DeadLettersCommand.REDRIVES + "/" + id);
        shell.out()
                .println(
                        hub.json()
                                ? redrive.toPrettyString()
                                : "Redrive " + id + " is cancelled: " + Progress.counted(redrive)
                                        + " had been redriven; the others stay dead letters.");
    }

    private void set(HubApi api) {
        JsonNode count = api.get(DeadLettersCommand.LETTERS + "/count" + filter.query());
        long letters = count.path("count").asLong();
        tell(letters, count.path("undeliverable").asLong());
        if (letters == 0) {
            return;
        }
        confirm(letters);
        ObjectNode request = HubApi.JSON.createObjectNode();
        if (all) {
            request.put("all", true);
        } else {
            request.set("filter", filter.json());
        }
        if (perSecond != null) {
            request.put("perSecond", perSecond);
        }
        JsonNode redrive = api.post(DeadLettersCommand.REDRIVES, request);
        if (background) {
            String id = redrive.path("redriveId").asText();
            shell.out().println(hub.json() ? redrive.toPrettyString() : "Redrive " + id + " has begun. " + ways(id));
        } else {
            follow(api, redrive);
        }
    }

    private void tell(long letters, long undeliverable) {
        String found = letters == 1 ? "1 dead letter" : letters + " dead letters";
        talk().println((letters == 0 ? "No dead letter" : found) + (all ? "." : " found by the filter."));
        if (undeliverable > 0) {
            talk().println(undeliverable + " more cannot be redriven: their destination was deleted.");
        }
    }

    private void confirm(long letters) {
        if (yes) {
            return;
        }
        if (!shell.interactive()) {
            throw new Failure(
                    Failure.MISUSE,
                    "Nothing was redriven: there is no terminal to ask at. Add --yes to redrive without a question");
        }
        String question = letters == 1 ? "Redrive it?" : "Redrive these " + letters + "?";
        if (!shell.confirms(question, talk())) {
            throw new Failure(Failure.DECLINED, "Nothing was redriven.");
        }
    }

    private void follow(HubApi api, JsonNode redrive) {
        String id = redrive.path("redriveId").asText();
        var progress = new Progress(shell, talk());
        shell.saying("Redrive " + id + " goes on in the hub. " + ways(id), () -> {
            JsonNode end = progress.follow(api, redrive);
            shell.out().println(hub.json() ? end.toPrettyString() : Progress.summary(end));
        });
    }

    private static String ways(String id) {
        return "Follow it with \"deadletters redrive --follow " + id + "\", end it with --cancel in place of --follow.";
    }

    /** With --json the standard output is for a program. */
    private PrintWriter talk() {
        return hub.json() ? shell.err() : shell.out();
    }
}

package io.notifyflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;

/** Follows a redrive to its end: a bar at a terminal, a line now and then elsewhere. */
final class Progress {

    private static final Duration LOOK = Duration.ofMillis(300);
    private static final Duration LINE = Duration.ofSeconds(5);
    /** A hub that is restarted is back sooner. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int BAR = 40;

    private final Shell shell;
    private final PrintWriter out;
    private long nextLine = System.nanoTime() + LINE.toNanos();

    Progress(Shell shell, PrintWriter out) {
        this.shell = shell;
        this.out = out;
    }

    /** Returns the redrive's last state. */
    JsonNode follow(HubApi api, JsonNode redrive) {
        String path =
                DeadLettersCommand.REDRIVES + "/" + redrive.path("redriveId").asText();
        JsonNode state = redrive;
        show(state);
        while (running(state)) {
            shell.pause(LOOK);
            state = look(api, path);
            show(state);
        }
        if (shell.interactive()) {
            out.println();
        }
        return state;
    }

    private static boolean running(JsonNode state) {
        return state.path("status").asText().equals("running");
    }

    private JsonNode look(HubApi api, String path) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean told = false;
        while (true) {
            try {
                return api.get(path);
            } catch (Failure failure) {
                if (failure.exitCode() != Failure.UNAVAILABLE || System.nanoTime() > deadline) {
                    throw failure;
                }
                if (!told) {
                    out.println();
                    out.println("The hub does not answer; the redrive goes on when it is back.");
                    told = true;
                }
                shell.pause(LINE);
            }
        }
    }

    private void show(JsonNode state) {
        if (shell.interactive()) {
            out.print("\r" + Text.column(bar(state), Shell.WIDTH - 1));
            out.flush();
        } else if (running(state) && System.nanoTime() >= nextLine) {
            nextLine = System.nanoTime() + LINE.toNanos();
            out.println("Redriven " + counted(state) + " (" + percent(state) + " %)" + left(state));
            out.flush();
        }
    }

    static String bar(JsonNode state) {
        int done = (int) (percent(state) * BAR / 100);
        return "[" + "#".repeat(done) + ".".repeat(BAR - done) + "] " + percent(state) + " %  " + counted(state)
                + left(state);
    }

    /** What is done, and how much there is. */
    static String counted(JsonNode state) {
        return state.path("redriven").asLong() + " of " + state.path("total").asLong();
    }

    private static long percent(JsonNode state) {
        long total = state.path("total").asLong();
        return total == 0 || state.path("status").asText().equals("finished")
                ? 100
                : state.path("redriven").asLong() * 100 / total;
    }

    private static String left(JsonNode state) {
        long rate = Math.max(1, state.path("perSecond").asLong());
        long letters = state.path("total").asLong() - state.path("redriven").asLong();
        if (!running(state) || letters <= 0) {
            return "";
        }
        Duration left = Duration.ofSeconds((letters + rate - 1) / rate);
        return ", about " + (left.toHours() > 0 ? left.toHours() + " h " : "")
                + (left.toMinutes() > 0 ? left.toMinutesPart() + " min " : "") + left.toSecondsPart() + " s left";
    }

    static String summary(JsonNode end) {
        long skipped = end.path("skipped").asLong();
        String said = "Redriven " + counted(end) + " dead letters";
        if (end.path("status").asText().equals("cancelled")) {
            return said + "; then the redrive was cancelled.";
        }
        return skipped == 0
                ? said + "."
                : said + "; " + skipped
                        + " were skipped: redriven by somebody else, expired, or without a destination.";
    }
}

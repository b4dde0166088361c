package io.notifyflow.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Map;

/**
 * What a command was started in.
 *
 * @param interactive whether somebody sits at a terminal, who sees what is printed and can answer
 */
record Shell(
        PrintWriter out, PrintWriter err, BufferedReader in, Map<String, String> environment, boolean interactive) {

    /** What a table or a progress bar may take. */
    static final int WIDTH = 100;

    Shell(Reader in, PrintWriter out, PrintWriter err, Map<String, String> environment, boolean interactive) {
        this(out, err, new BufferedReader(in), Map.copyOf(environment), interactive);
    }

    /** The one place where the process's own streams are touched. */
    @SuppressWarnings("SystemConsoleNull") // It still is null without a terminal.
    static Shell ofProcess() {
        Console console = System.console();
        return new Shell(
                new InputStreamReader(System.in, Charset.defaultCharset()),
                new PrintWriter(System.out, true, System.out.charset()),
                new PrintWriter(System.err, true, System.err.charset()),
                System.getenv(),
                console != null && console.isTerminal());
    }

    /** Asks a question that is answered with yes or no; whatever is not yes is no. */
    boolean confirms(String question, PrintWriter where) {
        where.print(question + " [y/N] ");
        where.flush();
        try {
            String answer = in.readLine();
            return answer != null
                    && (answer.strip().equalsIgnoreCase("y") || answer.strip().equalsIgnoreCase("yes"));
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    /** Asks for what must not be seen; at a terminal it is not shown while it is typed. Empty if nobody answers. */
    @SuppressWarnings("SystemConsoleNull") // It still is null without a terminal.
    String secret(String question) {
        Console console = System.console();
        if (console != null && console.isTerminal()) {
            char[] typed = console.readPassword(question);
            return typed == null ? "" : new String(typed).strip();
        }
        try {
            String line = in.readLine();
            return line == null ? "" : line.strip();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Failure(Failure.UNAVAILABLE, "Interrupted");
        }
    }

    /** Does something, and says something if the process is told to end (Ctrl-C) meanwhile. */
    void saying(String farewell, Runnable work) {
        Thread hook = Thread.ofPlatform().unstarted(() -> {
            err.println();
            err.println(farewell);
            err.flush();
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            work.run();
        } finally {
            removeUnlessEnding(hook);
        }
    }

    private static void removeUnlessEnding(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // Then it has been run.
        }
    }

    void flush() {
        out.flush();
        err.flush();
    }
}

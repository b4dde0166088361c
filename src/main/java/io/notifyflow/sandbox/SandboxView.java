package io.notifyflow.sandbox;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the page shows.
 *
 * @param base where the sandbox is mounted, without a slash at the end
 * @param version changes with every message, so that a poll can be told that there is nothing new
 * @param keep messages that the sandbox keeps at most
 * @param keepBytes memory that they may take together
 * @param newest whether this is the first page, which refreshes itself
 * @param older the id to page on from, null on the last page
 */
public record SandboxView(
        String base,
        String version,
        SandboxStats stats,
        int keep,
        long keepBytes,
        List<SandboxCard> cards,
        boolean newest,
        @Nullable String older) {

    private static final int KILO = 1 << 10;
    private static final int MEGA = 1 << 20;

    /** A size for people. */
    public static String size(long bytes) {
        return bytes >= MEGA
                ? String.format(Locale.ROOT, "%.1f MB", (double) bytes / MEGA)
                : (bytes + KILO - 1) / KILO + " kB";
    }
}

package io.notifyflow.sandbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page shows.
 *
 * @param base where the sandbox is mounted, without a slash at the end
 * @param version changes with every message, so that a poll can be told that there is nothing new
 * @param newest whether this is the first page, which refreshes itself
 * @param older the id to page on from, null on the last page
 */
public record SandboxView(
        String base,
        String version,
        SandboxStats stats,
        List<SandboxCard> cards,
        boolean newest,
        @Nullable String older) {}

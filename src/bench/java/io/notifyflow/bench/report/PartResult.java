package io.notifyflow.bench.report;

import java.util.List;

/**
 * What one part of the benchmark came to. It is kept as a file, so that parts can be measured one by one.
 *
 * @param name     the part's
 * @param title    of its section
 * @param machine  what it ran on
 * @param occasion when, and of which commit
 * @param markdown its tables
 */
public record PartResult(
        String name,
        String title,
        String machine,
        String occasion,
        List<Goal> goals,
        String markdown,
        List<Picture> pictures) {

    public PartResult {
        goals = List.copyOf(goals);
        pictures = List.copyOf(pictures);
    }

    /** What a part hands over; when and where is added by who runs it. */
    public static PartResult of(String title, List<Goal> goals, String markdown, Picture... pictures) {
        return new PartResult("", title, "", "", goals, markdown, List.of(pictures));
    }

    public PartResult measured(String part, String on, String at) {
        return new PartResult(part, title, on, at, goals, markdown, pictures);
    }
}

package io.notifyflow.bench.report;

import java.util.List;

/** The results of all parts as Markdown: first the goals, then a section for each part. */
public final class Report {

    private final List<PartResult> parts;

    public Report(List<PartResult> parts) {
        this.parts = List.copyOf(parts);
    }

    public String markdown() {
        var text = new StringBuilder();
        text.append(machines()).append("\n### Goals\n\n").append(goals());
        for (PartResult part : parts) {
            text.append("\n### ").append(part.title()).append("\n\n");
            part.pictures().forEach(picture -> text.append(picture.markdown()).append('\n'));
            text.append(part.markdown().strip())
                    .append("\n\n*")
                    .append(part.name())
                    .append(": ");
            text.append(part.occasion()).append("*\n");
        }
        return text.toString();
    }

    private String machines() {
        var text = new StringBuilder();
        parts.stream().map(PartResult::machine).distinct().forEach(machine -> text.append(machine)
                .append("\n"));
        return text.append(
                        "Medians of the rounds (lowest–highest); under each table the day, the commit, the rounds and"
                                + " their length, and the load averages of the last 1, 5 and 15 minutes.\n")
                .toString();
    }

    private String goals() {
        var table = new Table("what", "measured", "goal", "reached");
        parts.stream()
                .flatMap(part -> part.goals().stream())
                .forEach(goal -> table.row(goal.what(), goal.measured(), goal.goal(), goal.reached() ? "yes" : "no"));
        return table.toString();
    }
}

package io.notifyflow.dashboard;

import java.util.List;
import java.util.Locale;

/** A course of counts as the points of an SVG polyline, in a box of 100 by 24. */
public record Sparkline(List<Long> counts) {

    private static final double WIDTH = 100;
    private static final double HEIGHT = 24;
    private static final double EDGE = 2;

    public String points() {
        long most = counts.stream().mapToLong(Long::longValue).max().orElse(0);
        var points = new StringBuilder();
        for (int i = 0; i < counts.size(); i++) {
            double x = counts.size() < 2 ? WIDTH / 2 : i * WIDTH / (counts.size() - 1);
            double y = HEIGHT - EDGE - (most == 0 ? 0 : counts.get(i) * (HEIGHT - 2 * EDGE) / most);
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
        }
        return points.toString().strip();
    }

    /** For those who do not see it. */
    public String text() {
        return "Events of the last " + counts.size() + " days: "
                + counts.stream().mapToLong(Long::longValue).sum() + ", today "
                + (counts.isEmpty() ? 0 : counts.getLast());
    }
}

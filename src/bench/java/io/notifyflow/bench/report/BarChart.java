package io.notifyflow.bench.report;

import java.util.ArrayList;
import java.util.List;

/** Bars from left to right, each with its range, and a line where they all should reach. */
public final class BarChart {

    private static final int WIDTH = 800;
    private static final int LABELS = 330;
    private static final int VALUES = 130;
    private static final int TOP = 48;
    private static final int ROW = 28;
    private static final String BAR = "#4f7cac";
    private static final String COMPARED = "#a8b3bd";
    private static final String GOAL = "#b5493c";

    private final String title;
    private final List<Bar> bars = new ArrayList<>();

    public BarChart(String title) {
        this.title = title;
    }

    /**
     * @param compared what the others are measured by
     * @param goal     none where it is NaN
     */
    private record Bar(String label, Spread value, int decimals, boolean compared, double goal) {}

    public BarChart bar(String label, Spread value, int decimals) {
        bars.add(new Bar(label, value, decimals, false, Double.NaN));
        return this;
    }

    public BarChart bar(String label, Spread value, int decimals, double goal) {
        bars.add(new Bar(label, value, decimals, false, goal));
        return this;
    }

    public BarChart compared(String label, Spread value, int decimals) {
        bars.add(new Bar(label, value, decimals, true, Double.NaN));
        return this;
    }

    public Picture picture(String name) {
        var svg = new Svg(WIDTH, TOP + bars.size() * ROW + 12, title);
        double scale = (WIDTH - LABELS - VALUES) / highest();
        for (int i = 0; i < bars.size(); i++) {
            draw(svg, bars.get(i), TOP + i * ROW, scale);
        }
        return new Picture(name, title, svg.toString());
    }

    private double highest() {
        return bars.stream()
                .mapToDouble(bar -> Math.max(bar.value().highest(), Double.isNaN(bar.goal()) ? 0 : bar.goal()))
                .max()
                .orElse(1);
    }

    private static void draw(Svg svg, Bar bar, int y, double scale) {
        Spread value = bar.value();
        svg.text(LABELS - 8, y + 15, bar.label(), "end");
        svg.box(LABELS, y + 3, value.median() * scale, ROW - 10, bar.compared() ? COMPARED : BAR);
        double middle = y + 3 + (ROW - 10) / 2.0;
        svg.line(LABELS + value.lowest() * scale, middle, LABELS + value.highest() * scale, middle, Svg.INK, "none");
        String goal = "";
        if (!Double.isNaN(bar.goal())) {
            double x = LABELS + bar.goal() * scale;
            svg.line(x, y - 1, x, y + ROW - 3, GOAL, "3 2");
            goal = " (goal " + Spread.number(bar.goal(), bar.goal() == Math.rint(bar.goal()) ? 0 : 2) + ")";
        }
        double end = LABELS + Math.max(value.highest(), Double.isNaN(bar.goal()) ? 0 : bar.goal()) * scale;
        svg.text(end + 8, y + 16, Spread.number(value.median(), bar.decimals()) + goal, "start");
    }
}

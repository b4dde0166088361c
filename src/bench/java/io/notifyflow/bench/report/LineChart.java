package io.notifyflow.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Lines over a common axis. */
public final class LineChart {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 360;
    private static final int LEFT = 76;
    private static final int RIGHT = 32;
    private static final int TOP = 64;
    private static final int BOTTOM = 52;
    private static final int TICKS = 5;
    private static final List<String> COLORS = List.of("#4f7cac", "#c77d38", "#5a8f5a", "#8d5a97", "#b5493c");

    private final String title;
    private final String across;
    private final String up;
    private final boolean logarithmic;
    private final List<Line> lines = new ArrayList<>();

    private LineChart(String title, String across, String up, boolean logarithmic) {
        this.title = title;
        this.across = across;
        this.up = up;
        this.logarithmic = logarithmic;
    }

    /** Both axes begin at 0. */
    public static LineChart of(String title, String across, String up) {
        return new LineChart(title, across, up, false);
    }

    /** The axis across shows powers of ten, for times that differ by much. */
    public static LineChart logarithmic(String title, String across, String up) {
        return new LineChart(title, across, up, true);
    }

    private record Line(String label, double[] x, double[] y) {}

    public LineChart line(String label, double[] x, double[] y) {
        lines.add(new Line(label, x, y));
        return this;
    }

    public Picture picture(String name) {
        var svg = new Svg(WIDTH, HEIGHT, title);
        var scale = new Scale(logarithmic, lowestX(), highestX(), highestY());
        axes(svg, scale);
        double legend = LEFT;
        for (int i = 0; i < lines.size(); i++) {
            String color = COLORS.get(i % COLORS.size());
            draw(svg, scale, lines.get(i), color);
            svg.box(legend, 40, 12, 12, color);
            svg.text(legend + 17, 50, lines.get(i).label(), "start");
            legend += 40 + lines.get(i).label().length() * 6.6;
        }
        return new Picture(name, title, svg.toString());
    }

    private void axes(Svg svg, Scale scale) {
        for (double tick : scale.ticksUp()) {
            svg.line(LEFT, scale.y(tick), WIDTH - RIGHT, scale.y(tick), Svg.FAINT, "none");
            svg.text(LEFT - 8, scale.y(tick) + 4, label(tick), "end");
        }
        for (double tick : scale.ticksAcross()) {
            svg.line(scale.x(tick), TOP, scale.x(tick), HEIGHT - BOTTOM, Svg.FAINT, "none");
            svg.text(scale.x(tick), HEIGHT - BOTTOM + 18, label(tick), "middle");
        }
        svg.text(LEFT + (WIDTH - LEFT - RIGHT) / 2.0, HEIGHT - 12, across, "middle");
        svg.upright(18, TOP + (HEIGHT - TOP - BOTTOM) / 2.0, up);
    }

    private static void draw(Svg svg, Scale scale, Line line, String color) {
        var points = new StringBuilder();
        for (int i = 0; i < line.x().length; i++) {
            double x = scale.x(line.x()[i]);
            double y = scale.y(line.y()[i]);
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
            if (line.x().length <= 20) {
                svg.dot(x, y, color);
            }
        }
        svg.path(points.toString().strip(), color);
    }

    private static String label(double value) {
        if (value == 0) {
            return "0";
        }
        return Spread.number(value, value >= 10 || value == Math.rint(value) ? 0 : value >= 0.1 ? 1 : 2);
    }

    private double lowestX() {
        return values(true).filter(x -> x > 0).min().orElse(1);
    }

    private double highestX() {
        return values(true).max().orElse(1);
    }

    private double highestY() {
        return Math.max(values(false).max().orElse(1), 1e-9);
    }

    private DoubleStream values(boolean ofX) {
        return lines.stream().flatMapToDouble(line -> Arrays.stream(ofX ? line.x() : line.y()));
    }

    /** Where a value stands in the picture. */
    private record Scale(boolean logarithmic, double lowestX, double highestX, double highestY) {

        double x(double value) {
            double share = logarithmic
                    ? Math.log(Math.max(value, from()) / from()) / Math.log(to() / from())
                    : value / highestX;
            return LEFT + share * (WIDTH - LEFT - RIGHT);
        }

        double y(double value) {
            return HEIGHT - BOTTOM - value / top() * (HEIGHT - TOP - BOTTOM);
        }

        double[] ticksAcross() {
            return logarithmic
                    ? powers()
                    : Arrays.stream(steps(highestX))
                            .filter(tick -> tick <= highestX)
                            .toArray();
        }

        double[] ticksUp() {
            return steps(highestY);
        }

        private double from() {
            return Math.pow(10, Math.floor(Math.log10(lowestX)));
        }

        private double to() {
            return Math.max(from() * 10, Math.pow(10, Math.ceil(Math.log10(highestX))));
        }

        private double top() {
            double[] ticks = steps(highestY);
            return Math.max(highestY, ticks[ticks.length - 1]);
        }

        private double[] powers() {
            int first = (int) Math.round(Math.log10(from()));
            int last = (int) Math.round(Math.log10(to()));
            return IntStream.rangeClosed(first, last)
                    .mapToDouble(power -> Math.pow(10, power))
                    .toArray();
        }

        /** Round numbers from 0 to the highest value or just beyond. */
        private static double[] steps(double highest) {
            double rough = highest / TICKS;
            double power = Math.pow(10, Math.floor(Math.log10(rough)));
            double step = power
                    * DoubleStream.of(1, 2, 5)
                            .filter(times -> rough <= times * power)
                            .findFirst()
                            .orElse(10);
            int count = (int) Math.ceil(highest / step - 1e-9);
            return IntStream.rangeClosed(0, count).mapToDouble(i -> i * step).toArray();
        }
    }
}

package io.notifyflow.bench.report;

import java.util.Locale;

/** A picture in the making: shapes and texts on white, which shows on a dark page too. */
final class Svg {

    static final String INK = "#24292f";
    static final String FAINT = "#d0d7de";

    private final StringBuilder shapes = new StringBuilder();
    private final int width;
    private final int height;

    Svg(int width, int height, String title) {
        this.width = width;
        this.height = height;
        text(16, 26, title, "start", 15, INK, "bold");
    }

    void text(double x, double y, String text, String anchor) {
        text(x, y, text, anchor, 12, INK, "normal");
    }

    void text(double x, double y, String text, String anchor, int size, String color, String weight) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\" fill=\"%s\" font-weight=\"%s\">%s</text>",
                x, y, anchor, size, color, weight, escape(text));
    }

    void upright(double x, double y, String text) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" font-size=\"12\" fill=\"%s\""
                        + " transform=\"rotate(-90 %.1f %.1f)\">%s</text>",
                x, y, INK, x, y, escape(text));
    }

    void line(double x1, double y1, double x2, double y2, String color, String dashes) {
        add(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-dasharray=\"%s\"/>",
                x1, y1, x2, y2, color, dashes);
    }

    void box(double x, double y, double boxWidth, double boxHeight, String color) {
        add(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\" fill=\"%s\"/>",
                x, y, boxWidth, boxHeight, color);
    }

    void path(String points, String color) {
        add("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", points, color);
    }

    void dot(double x, double y, String color) {
        add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", x, y, color);
    }

    private void add(String format, Object... values) {
        shapes.append("  ").append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" \
                font-family="system-ui, sans-serif">
                  <rect width="%1$d" height="%2$d" rx="6" fill="#ffffff"/>
                %3$s</svg>
                """,
                width,
                height,
                shapes);
    }
}

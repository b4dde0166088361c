package io.notifyflow.bench.report;

/**
 * What the product promises, and what came of it.
 *
 * @param measured median, lowest and highest
 * @param reached  whether the median is within the goal
 */
public record Goal(String what, String measured, String goal, boolean reached) {

    public static Goal atLeast(String what, Spread measured, double least) {
        return new Goal(what, measured.text(2), "≥ " + plain(least), measured.median() >= least);
    }

    public static Goal atMost(String what, Spread measured, double most) {
        return atMost(what, measured, most, 2, "");
    }

    public static Goal atMost(String what, Spread measured, double most, int decimals, String unit) {
        return new Goal(what, measured.text(decimals) + unit, "≤ " + plain(most) + unit, measured.median() <= most);
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}

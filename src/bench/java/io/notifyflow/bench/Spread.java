package io.notifyflow.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** The median of some measurements and their range. */
record Spread(double median, double lowest, double highest) {

    static Spread of(Collection<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** The smallest value that this share of the values does not exceed. */
    static double percentile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(sorted.length * share) - 1)];
    }

    /** As {@code 12 350 (11 900–12 600)}, with this many decimals. */
    String text(int decimals) {
        return number(median, decimals) + " (" + number(lowest, decimals) + "–" + number(highest, decimals) + ")";
    }

    private static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value).replace(',', ' ');
    }
}

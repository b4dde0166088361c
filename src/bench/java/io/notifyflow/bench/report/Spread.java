package io.notifyflow.bench.report;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** The median of some measurements and their range. */
public record Spread(double median, double lowest, double highest) {

    public static Spread of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("Nothing was measured");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** The smallest value that this share of the values does not exceed. */
    public static double percentile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            return 0;
        }
        return sorted[Math.max(0, (int) Math.ceil(sorted.length * share) - 1)];
    }

    /** As {@code 12 350 (11 900–12 600)}, with this many decimals. */
    public String text(int decimals) {
        return number(median, decimals) + " (" + number(lowest, decimals) + "–" + number(highest, decimals) + ")";
    }

    /** With thin groups of thousands, as {@code 12 350}. */
    public static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value).replace(',', ' ');
    }
}

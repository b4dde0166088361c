package io.notifyflow.bench.report;

/**
 * A plot.
 *
 * @param name of its file, without the ending
 */
public record Picture(String name, String title, String svg) {

    String markdown() {
        return "![" + title + "](performance/" + name + ".svg)\n";
    }
}

package io.notifyflow.routefiles;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds in what Camel throws the reason and, where there is one, the line. */
final class CamelFailure {

    private static final Pattern LINE = Pattern.compile("line (\\d+), column \\d+|:(\\d+)(?=\\D|$)");
    private static final int LONGEST = 400;

    private CamelFailure() {}

    static RouteFileError in(RouteOutline file, Throwable failure) {
        return in(file.file(), failure);
    }

    static RouteFileError in(RouteFile file, Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String reason = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return new RouteFileError(
                file.path(),
                line(file, failure),
                "Camel cannot build it: " + shortened(reason.lines().findFirst().orElse(reason)),
                "Mend what is named; the reference of steps and components is https://camel.apache.org/components");
    }

    private static Integer line(RouteFile file, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage() == null ? "" : cause.getMessage();
            Matcher line = LINE.matcher(message);
            if (message.contains(file.path()) && line.find()) {
                return Integer.valueOf(line.group(1) == null ? line.group(2) : line.group(1));
            }
            Integer named = lineOf(file, message);
            if (named != null) {
                return named;
            }
        }
        return 1;
    }

    /** The line in which the first word stands that the message quotes. */
    private static @org.jspecify.annotations.Nullable Integer lineOf(RouteFile file, String message) {
        Matcher quoted =
                Pattern.compile("[\\[:'\"=(]\\s?([A-Za-z][\\w.:/-]{2,})").matcher(message);
        var lines = file.text().lines().toList();
        while (quoted.find()) {
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).matches(".*(^|[\\s\"':])" + Pattern.quote(quoted.group(1)) + "($|[\\s\"'?:]).*")) {
                    return i + 1;
                }
            }
        }
        return null;
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}

package io.notifyflow.routefiles;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds in what Camel throws the reason and the line: Camel names neither the one nor the other plainly. */
final class CamelFailure {

    /** What a message names: after a colon, or in brackets or quotes. */
    private static final Pattern NAMED = Pattern.compile("[\\[{:'\"=(]\\s?([A-Za-z][\\w.:/-]{2,})");

    private static final Pattern LINE = Pattern.compile("line (\\d+), column \\d+|\\.yaml:(\\d+)");
    private static final Set<String> WORDS = Set.of("uri", "steps", "from", "route", "http", "direct", "bean", "There");
    private static final int LONGEST = 400;

    private CamelFailure() {}

    static RouteFileError in(RouteOutline file, Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String reason = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return new RouteFileError(
                file.path(),
                line(file.file(), failure, reason),
                "Camel cannot build it: " + shortened(reason.lines().findFirst().orElse(reason)),
                "Mend what is named; the reference of steps and components is https://camel.apache.org/components");
    }

    private static @Nullable Integer line(RouteFile file, Throwable failure, String reason) {
        Integer named = lineOf(file.text().lines().toList(), reason);
        if (named != null) {
            return named;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Matcher line = LINE.matcher(cause.getMessage() == null ? "" : cause.getMessage());
            if (line.find()) {
                return Integer.valueOf(line.group(1) == null ? line.group(2) : line.group(1));
            }
        }
        return null;
    }

    private static @Nullable Integer lineOf(List<String> lines, String reason) {
        Matcher named = NAMED.matcher(reason);
        while (named.find()) {
            String name = named.group(1);
            if (!WORDS.contains(name)) {
                Pattern there = Pattern.compile("(^|[\\s\"':?&{])" + Pattern.quote(name) + "($|[\\s\"'?:=&}])");
                for (int i = 0; i < lines.size(); i++) {
                    if (there.matcher(lines.get(i)).find()) {
                        return i + 1;
                    }
                }
            }
        }
        return null;
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}

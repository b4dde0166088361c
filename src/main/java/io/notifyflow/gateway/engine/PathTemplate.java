package io.notifyflow.gateway.engine;

import io.notifyflow.event.PercentEncoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A path of a route, such as {@code /api/v1/events/{id}} or {@code /files*}. */
final class PathTemplate {

    private static final Pattern PARAMETER = Pattern.compile("\\{([^/}]+)}");

    private final String text;
    private final boolean prefix;
    private final List<String> names = new ArrayList<>();
    private final @Nullable Pattern pattern;

    /**
     * @param path   as it stands in the endpoint
     * @param prefix whether it also stands for every path that begins with it
     */
    PathTemplate(String path, boolean prefix) {
        String rooted = path.startsWith("/") ? path : "/" + path;
        this.prefix = prefix || rooted.endsWith("*");
        this.text = withoutEnd(rooted.endsWith("*") ? rooted.substring(0, rooted.length() - 1) : rooted, this.prefix);
        Matcher parameters = PARAMETER.matcher(text);
        var expression = new StringBuilder();
        int from = 0;
        while (parameters.find()) {
            names.add(parameters.group(1));
            expression
                    .append(Pattern.quote(text.substring(from, parameters.start())))
                    .append("([^/]+)");
            from = parameters.end();
        }
        expression.append(Pattern.quote(text.substring(from))).append(this.prefix ? ".*" : "");
        pattern = names.isEmpty() && !this.prefix ? null : Pattern.compile(expression.toString());
    }

    /** A slash at the end makes no other path. */
    static String withoutEnd(String path, boolean prefix) {
        return !prefix && path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** Whether it stands for one path alone, which is then its text. */
    boolean literal() {
        return pattern == null;
    }

    boolean prefix() {
        return prefix;
    }

    String text() {
        return text;
    }

    /** The fewer a template leaves open, the earlier it is asked. */
    int openness() {
        return (prefix ? 1000 : 0) + names.size();
    }

    /** The parameters, or null where the path is another. */
    @Nullable
    Map<String, String> match(String path) {
        if (pattern == null) {
            return text.equals(path) ? Map.of() : null;
        }
        Matcher matcher = pattern.matcher(path);
        if (!matcher.matches()) {
            return null;
        }
        var parameters = new LinkedHashMap<String, String>();
        for (int i = 0; i < names.size(); i++) {
            parameters.put(names.get(i), PercentEncoding.decode(matcher.group(i + 1)));
        }
        return parameters;
    }
}

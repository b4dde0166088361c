package io.notifyflow.gateway.engine;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a route consumes or produces, and whether a request fits it. */
record MediaTypes(List<String> types) {

    private static final String ANY = "*/*";

    /**
     * @param list comma-separated, as in the endpoint; null for no restriction
     */
    static MediaTypes of(@Nullable String list) {
        if (list == null || list.isBlank()) {
            return new MediaTypes(List.of());
        }
        return new MediaTypes(List.of(list.toLowerCase(Locale.ROOT).split(",")).stream()
                .map(String::strip)
                .toList());
    }

    /** Whether a body of this Content-Type is taken. */
    boolean take(@Nullable String contentType) {
        if (types.isEmpty() || types.contains(ANY)) {
            return true;
        }
        return contentType != null && (types.contains(contentType) || takesBare(bare(contentType)));
    }

    private boolean takesBare(String type) {
        for (String taken : types) {
            if (fits(type, taken)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a client that sent this Accept header can be answered. */
    boolean satisfy(@Nullable String accept) {
        if (types.isEmpty() || accept == null || types.contains(ANY)) {
            return true;
        }
        for (String range : accept.split(",")) {
            String wanted = bare(range);
            for (String made : types) {
                if (fits(made, wanted)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean fits(String type, String range) {
        return range.equals(ANY)
                || range.equals(type)
                || range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1));
    }

    private static String bare(String type) {
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }
}

package io.notifyflow.eventlog;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A field that an event must have, and how it must compare with a value. */
public record FieldFilter(String name, Comparison comparison, String value) {

    /** How a field is compared with a value. */
    public enum Comparison {
        IS("is"),
        CONTAINS("contains"),
        ABOVE("is above"),
        BELOW("is below");

        private final String text;

        Comparison(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        /** As it stands in an address. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Comparison> of(@Nullable String key) {
            for (Comparison each : values()) {
                if (each.key().equals(key)) {
                    return Optional.of(each);
                }
            }
            return Optional.empty();
        }
    }

    /** The value as a number; empty if it is none, which nothing is above or below. */
    private Optional<BigDecimal> number() {
        try {
            return Optional.of(new BigDecimal(value.strip()));
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }

    /** On the event e, with AND before it. */
    public String condition() {
        return switch (comparison) {
            case IS -> " AND e.fields ->> :field = :value ";
            case CONTAINS -> " AND e.fields ->> :field ILIKE :value ";
            case ABOVE -> number().isEmpty() ? " AND false " : than(">");
            case BELOW -> number().isEmpty() ? " AND false " : than("<");
        };
    }

    private static String than(String operator) {
        return " AND CASE WHEN json_typeof(e.fields -> :field) = 'number' THEN (e.fields ->> :field)::numeric "
                + operator + " :value END ";
    }

    /** Adds the parameters of the condition. */
    public void putInto(Map<String, Object> parameters) {
        parameters.put("field", name);
        parameters.put(
                "value",
                switch (comparison) {
                    case IS -> value;
                    case CONTAINS -> anywhere(value);
                    case ABOVE, BELOW -> number().orElse(BigDecimal.ZERO);
                });
    }

    /** A pattern for ILIKE of a text that may stand anywhere. */
    public static String anywhere(String text) {
        return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }
}

package io.notifyflow.dashboard.events;

import io.notifyflow.statistics.Span;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which events are asked for.
 *
 * @param category in lower case; null for all
 * @param text     anywhere in title, description or fields; null for none
 * @param field    a field that must be there and compare so; null for none
 */
public record EventFilter(Span span, @Nullable String category, @Nullable String text, @Nullable FieldFilter field) {

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

        static Comparison of(@Nullable String key) {
            for (Comparison each : values()) {
                if (each.key().equals(key)) {
                    return each;
                }
            }
            return IS;
        }
    }

    /** One field and what it must be. */
    public record FieldFilter(String name, Comparison comparison, String value) {

        /** The value as a number; empty if it is none, which nothing is above or below. */
        Optional<BigDecimal> number() {
            try {
                return Optional.of(new BigDecimal(value.strip()));
            } catch (NumberFormatException none) {
                return Optional.empty();
            }
        }
    }
}

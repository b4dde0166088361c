package io.notifyflow.event;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.math.BigDecimal;

/** The value of one field of an event: a text, a number or a boolean. */
@JsonDeserialize(using = FieldValueReader.class)
public sealed interface FieldValue {

    /**
     * What an operator wrote: a text is a number or a boolean if it reads as one in JSON.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static FieldValue read(Object value) {
        return switch (value) {
            case Boolean flag -> new Flag(flag);
            case Number number -> new Numeric(new BigDecimal(number.toString()));
            case String text -> read(text);
            default ->
                throw new IllegalArgumentException("A field is a text, a number or a boolean, not "
                        + value.getClass().getSimpleName());
        };
    }

    private static FieldValue read(String text) {
        if (text.equals("true") || text.equals("false")) {
            return new Flag(Boolean.parseBoolean(text));
        }
        // A number of JSON without an exponent, which nobody means who writes 1e5 as a text.
        return text.matches("-?(0|[1-9]\\d*)(\\.\\d+)?") ? new Numeric(new BigDecimal(text)) : new Text(text);
    }

    record Text(@JsonValue String value) implements FieldValue {
        @Override
        public String toString() {
            return value;
        }
    }

    record Numeric(@JsonValue BigDecimal value) implements FieldValue {
        @Override
        public String toString() {
            return value.toPlainString();
        }
    }

    record Flag(@JsonValue boolean value) implements FieldValue {
        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }
}

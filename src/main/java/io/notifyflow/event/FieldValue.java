package io.notifyflow.event;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.math.BigDecimal;

/** The value of one field of an event: a text, a number or a boolean. */
@JsonDeserialize(using = FieldValueReader.class)
public sealed interface FieldValue {

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

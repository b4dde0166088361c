package io.notifyflow.client;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.math.BigDecimal;

/** The value of an event's field, of the type that it was sent in: the text "0042" stays a text, and 49.90 keeps its digits. */
@JsonDeserialize(using = FieldValue.Reader.class)
public sealed interface FieldValue {

    /** As it reads in a message. */
    @Override
    String toString();

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

    /** Goes by the token, where the generated one tries number and boolean first. */
    class Reader extends StdDeserializer<FieldValue> {

        private static final long serialVersionUID = 1L;

        Reader() {
            super(FieldValue.class);
        }

        @Override
        public FieldValue deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return switch (parser.currentToken()) {
                case VALUE_STRING -> new Text(parser.getText());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeric(parser.getDecimalValue());
                case VALUE_TRUE -> new Flag(true);
                case VALUE_FALSE -> new Flag(false);
                default -> context.reportInputMismatch(FieldValue.class, "must be a text, a number or a boolean");
            };
        }
    }
}

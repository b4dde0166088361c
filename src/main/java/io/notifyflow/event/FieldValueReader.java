package io.notifyflow.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.math.BigDecimal;

/** Reads a field's value; null, arrays and objects are refused. */
class FieldValueReader extends StdDeserializer<FieldValue> {

    private static final long serialVersionUID = 1L;
    /** More than a double or a money amount has; PostgreSQL's numeric carries it without trouble. */
    private static final int DIGITS = 40;

    private static final int EXPONENT = 300;

    FieldValueReader() {
        super(FieldValue.class);
    }

    @Override
    public FieldValue deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> new FieldValue.Text(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser, context);
            case VALUE_TRUE -> new FieldValue.Flag(true);
            case VALUE_FALSE -> new FieldValue.Flag(false);
            default -> context.reportInputMismatch(FieldValue.class, "must be a text, a number or a boolean");
        };
    }

    /** A number such as 1e999999999 is short, but a gigabyte when it is written out; so it never gets past here. */
    private static FieldValue number(JsonParser parser, DeserializationContext context) throws IOException {
        BigDecimal number = parser.getDecimalValue();
        if (number.precision() > DIGITS || Math.abs((long) number.scale()) > EXPONENT) {
            return context.reportInputMismatch(
                    FieldValue.class, "must be a number of at most " + DIGITS + " digits within 1e±" + EXPONENT);
        }
        return new FieldValue.Numeric(number);
    }

    @Override
    public FieldValue getNullValue(DeserializationContext context)
            throws com.fasterxml.jackson.databind.JsonMappingException {
        return context.reportInputMismatch(FieldValue.class, "must be a text, a number or a boolean, not null");
    }
}

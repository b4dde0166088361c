package io.notifyflow.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.math.BigDecimal;

/** Reads a field's value; null, arrays and objects are refused. */
class FieldValueReader extends StdDeserializer<FieldValue> {

    private static final long serialVersionUID = 1L;

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

    private static FieldValue number(JsonParser parser, DeserializationContext context) throws IOException {
        if (parser.isNaN()) {
            return context.reportInputMismatch(FieldValue.class, "must be a number that is not endless");
        }
        BigDecimal number = parser.getDecimalValue();
        String problem = FieldRules.problem(number);
        return problem == null
                ? new FieldValue.Numeric(number)
                : context.reportInputMismatch(FieldValue.class, "%s", problem);
    }

    @Override
    public FieldValue getNullValue(DeserializationContext context)
            throws com.fasterxml.jackson.databind.JsonMappingException {
        return context.reportInputMismatch(FieldValue.class, "must be a text, a number or a boolean, not null");
    }
}

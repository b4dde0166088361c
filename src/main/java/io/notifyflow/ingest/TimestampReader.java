package io.notifyflow.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Reads an ISO 8601 time with an offset; a number could be seconds or milliseconds, so it is refused. */
class TimestampReader extends StdDeserializer<OffsetDateTime> {

    private static final long serialVersionUID = 1L;

    TimestampReader() {
        super(OffsetDateTime.class);
    }

    @Override
    public OffsetDateTime deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            try {
                return OffsetDateTime.parse(parser.getText());
            } catch (DateTimeParseException e) {
                // Falls through to the one message there is.
            }
        }
        return context.reportInputMismatch(
                OffsetDateTime.class, "must be ISO 8601 with an offset, such as 2026-05-01T12:00:00Z");
    }
}

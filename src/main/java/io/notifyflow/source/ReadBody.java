package io.notifyflow.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** Bytes in, JSON out: as it was sent, a form as an object of its fields, and any other text as one. */
@Component("readBody")
class ReadBody implements Processor {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final int DEPTH = 200;
    private static final int NUMBER_LENGTH = 400;

    private final ObjectMapper json = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxNumberLength(NUMBER_LENGTH)
                            .build())
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    @Override
    public void process(Exchange exchange) throws IOException {
        ReceivedRequest request = exchange.getVariable("request", ReceivedRequest.class);
        exchange.getMessage().setBody(read(request));
    }

    private JsonNode read(ReceivedRequest request) throws IOException {
        byte[] body = request.body();
        String type = request.text("Content-Type").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (body.length == 0) {
            return empty(request);
        } else if (type.equals(FORM)) {
            var form = json.createObjectNode();
            OpenSource.query(new String(body, StandardCharsets.UTF_8)).forEach(form::put);
            return form;
        } else if (type.isEmpty() || type.endsWith("json")) {
            return json(body);
        }
        return new TextNode(text(body, type));
    }

    private JsonNode json(byte[] body) throws IOException {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException malformed) {
            JsonLocation at = malformed.getLocation();
            throw malformed("The body is not well-formed JSON"
                    + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr()));
        }
    }

    /** Only an event in CloudEvents' binary mode may have no data: all else that it says stands in its headers. */
    private static JsonNode empty(ReceivedRequest request) {
        if (request.header("ce-specversion") == null) {
            throw malformed("The body is empty");
        }
        return NullNode.getInstance();
    }

    private static String text(byte[] body, String type) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException binary) {
            return body.length + " bytes of " + type;
        }
    }

    private static InvalidRequest malformed(String message) {
        return new InvalidRequest(Problem.of("malformed-body", "The body is not well-formed JSON", 400, message));
    }
}

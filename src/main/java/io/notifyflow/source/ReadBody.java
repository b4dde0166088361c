package io.notifyflow.source;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.notifyflow.event.InvalidJson;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.StrictJson;
import io.notifyflow.event.Utf8;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** Bytes in, JSON out: as it was sent, a form as an object of its fields, and any other text as one. */
@Component("readBody")
class ReadBody implements Processor {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String MARK = "\uFEFF";
    private static final int DEPTH = 200;

    private final ObjectMapper json = JsonMapper.builder(StrictJson.ofSenders(DEPTH))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final List<Handshake> handshakes;

    ReadBody(List<Handshake> handshakes) {
        this.handshakes = handshakes;
    }

    /**
     * @throws AnsweredWithoutEvent if it is no event but a sender's question
     */
    @Override
    public void process(Exchange exchange) throws IOException {
        ReceivedRequest request = exchange.getVariable("request", ReceivedRequest.class);
        JsonNode body = read(request);
        for (Handshake handshake : handshakes) {
            Object answer = handshake.answer(request, body);
            if (answer != null) {
                throw new AnsweredWithoutEvent(answer);
            }
        }
        exchange.getMessage().setBody(body);
    }

    private JsonNode read(ReceivedRequest request) throws IOException {
        byte[] body = request.body();
        String type = request.text("Content-Type").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (body.length == 0) {
            return empty(request);
        } else if (type.equals(FORM)) {
            return form(body);
        } else if (type.isEmpty() || type.endsWith("json")) {
            return json(body);
        }
        return new TextNode(text(body, type));
    }

    private JsonNode form(byte[] body) {
        var form = json.createObjectNode();
        try {
            OpenSource.query(requireUtf8(body)).forEach(form::put);
        } catch (IllegalArgumentException malformed) {
            throw malformed("The form is not well-formed: " + malformed.getMessage());
        }
        return form;
    }

    private JsonNode json(byte[] body) throws IOException {
        try {
            return json.readTree(body);
        } catch (InvalidJson invalid) {
            throw malformed(invalid.reason());
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

    /** What is no text by its type, such as an image, is told by its size. */
    private static String text(byte[] body, String type) {
        if (!type.startsWith("text/") && !type.endsWith("xml") && !Utf8.valid(body)) {
            return body.length + " bytes of " + type;
        }
        String text = requireUtf8(body);
        if (text.isBlank()) {
            throw malformed("The body is empty");
        }
        return text;
    }

    private static String requireUtf8(byte[] body) {
        if (!Utf8.valid(body)) {
            throw malformed("The body is not valid UTF-8");
        }
        String text = new String(body, StandardCharsets.UTF_8);
        return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
    }

    private static InvalidRequest malformed(String message) {
        return new InvalidRequest(Problem.of("malformed-body", "The body is not well-formed JSON", 400, message));
    }
}

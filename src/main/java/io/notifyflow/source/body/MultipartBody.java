package io.notifyflow.source.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body of several parts, such as multipart/form-data: the JSON that one of them holds, or an object of them all.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7578">RFC 7578, multipart/form-data</a>
 */
final class MultipartBody {

    private static final int MAX_PARTS = 100;
    private static final int MAX_DEPTH = 5;
    private static final int MAX_HEADERS = 20;
    private static final int MAX_HEADER_BYTES = 8192;

    private final List<BodyPart> parts = new ArrayList<>();
    private int depth;

    private MultipartBody() {}

    /**
     * The part that holds the payload, or an object of all: a text or JSON by its name, a file as its name, size and type.
     *
     * @throws io.notifyflow.event.InvalidRequest (400) if the body is malformed, (413) if it has too many parts
     */
    static JsonNode read(byte[] body, String contentType) {
        var multipart = new MultipartBody();
        try {
            multipart.parse(body, contentType);
        } catch (MimeException | IOException malformed) {
            throw malformed();
        }
        if (multipart.parts.isEmpty()) {
            throw malformed();
        }
        JsonNode payload = multipart.payload();
        return payload == null ? multipart.object() : payload;
    }

    private static RuntimeException malformed() {
        return BodyProblem.malformed(
                "The body is not well-formed multipart: it needs the boundary that Content-Type names, before each part"
                        + " and behind the last one");
    }

    private void parse(byte[] body, String contentType) throws MimeException, IOException {
        MimeConfig bounds = MimeConfig.custom()
                .setStrictParsing(true)
                .setMaxHeaderCount(MAX_HEADERS)
                .setMaxHeaderLen(MAX_HEADER_BYTES)
                .setMaxLineLen(-1)
                .build();
        var stream = new MimeTokenStream(bounds);
        stream.parseHeadless(new ByteArrayInputStream(body), contentType);
        var headers = new ArrayList<Field>();
        for (EntityState state = stream.getState(); state != EntityState.T_END_OF_STREAM; state = stream.next()) {
            switch (state) {
                case T_START_MULTIPART -> enter();
                case T_END_MULTIPART -> depth--;
                case T_START_HEADER -> headers.clear();
                case T_FIELD -> headers.add(stream.getField());
                case T_BODY -> add(headers, stream);
                default -> {
                    // Preambles and epilogues are for people.
                }
            }
        }
    }

    private void enter() {
        depth++;
        if (depth > MAX_DEPTH) {
            throw tooMany();
        }
    }

    private static RuntimeException tooMany() {
        return BodyProblem.tooLarge(
                "A multipart body may have at most " + MAX_PARTS + " parts, " + MAX_DEPTH + " levels deep");
    }

    private void add(List<Field> headers, MimeTokenStream stream) throws IOException {
        if (depth == 0) {
            // Without a boundary the parser takes all of it for one part.
            throw malformed();
        } else if (parts.size() == MAX_PARTS) {
            throw tooMany();
        }
        parts.add(BodyPart.of(headers, stream.getDecodedInputStream().readAllBytes()));
    }

    /** What a part is the payload by: its name, then that it alone is JSON. */
    private @Nullable JsonNode payload() {
        List<BodyPart> all = parts.stream().filter(part -> part.json() != null).toList();
        for (BodyPart part : all) {
            if (FormBody.PAYLOADS.contains(part.name())) {
                return part.json();
            }
        }
        boolean texts = parts.stream().anyMatch(part -> part.json() == null && !part.isFile());
        boolean alone = all.size() == 1 && (!texts || all.getFirst().isDeclaredJson());
        return alone ? all.getFirst().json() : null;
    }

    /** Of parts with the same name a list. */
    private ObjectNode object() {
        var values = new LinkedHashMap<String, List<JsonNode>>();
        for (int i = 0; i < parts.size(); i++) {
            BodyPart part = parts.get(i);
            String name = part.name().isEmpty() ? "part" + (i + 1) : part.name();
            values.computeIfAbsent(name, any -> new ArrayList<>()).add(value(part));
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        values.forEach((name, all) -> object.set(
                name, all.size() == 1 ? all.getFirst() : object.arrayNode().addAll(all)));
        return object;
    }

    private static JsonNode value(BodyPart part) {
        JsonNode json = part.json();
        if (json != null) {
            return json;
        } else if (!part.isFile()) {
            return new TextNode(part.text());
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", part.fileName())
                .put("size", part.size())
                .put("type", part.type());
    }
}

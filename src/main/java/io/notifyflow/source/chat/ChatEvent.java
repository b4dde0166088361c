package io.notifyflow.source.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the parts of one message, from which one event is made; of a title, a link and a time the first counts. */
final class ChatEvent {

    private static final int TITLE_LENGTH = 256;

    private final List<String> paragraphs = new ArrayList<>();
    private final ObjectNode fields = JsonNodeFactory.instance.objectNode();
    private @Nullable String title;
    private @Nullable String url;
    private @Nullable String timestamp;
    private @Nullable String image;

    boolean hasTitle() {
        return title != null;
    }

    /** Without markup. */
    void title(String plain) {
        if (title == null && !plain.isBlank()) {
            title = plain.strip();
        }
    }

    /** In Markdown. */
    void paragraph(String markdown) {
        if (!markdown.isBlank()) {
            paragraphs.add(markdown.strip());
        }
    }

    void url(JsonNode address) {
        if (url == null && address.isTextual() && !address.textValue().isBlank()) {
            url = address.textValue().strip();
        }
    }

    void image(JsonNode address) {
        if (image == null && address.isTextual() && address.textValue().startsWith("http")) {
            image = address.textValue().strip();
        }
    }

    /** ISO 8601, or seconds since 1970 as a number or a text. */
    void time(JsonNode time) {
        String text = SlackMessage.text(time).strip();
        if (timestamp == null && !text.isEmpty()) {
            timestamp = text.matches("\\d{9,11}(\\.\\d{1,9})?") ? ofSeconds(text) : withZone(text);
        }
    }

    private static String ofSeconds(String text) {
        String[] parts = text.split("\\.", 2);
        long nanos = parts.length == 1 ? 0 : Long.parseLong((parts[1] + "000000000").substring(0, 9));
        return Instant.ofEpochSecond(Long.parseLong(parts[0]), nanos).toString();
    }

    private static String withZone(String text) {
        try {
            return LocalDateTime.parse(text) + "Z";
        } catch (DateTimeException zoned) {
            return text;
        }
    }

    /** A second one of the same name gets a number. */
    void field(String name, JsonNode value) {
        boolean empty = !value.isValueNode() || value.isNull() || value.asText().isBlank();
        if (!name.isBlank() && !empty) {
            String unused = name.strip();
            for (int i = 2; fields.has(unused); i++) {
                unused = name.strip() + " " + i;
            }
            fields.set(unused, value);
        }
    }

    void field(String name, String plain) {
        field(name, new TextNode(plain.strip()));
    }

    /** Whether there is nothing that anybody could read. */
    boolean isEmpty() {
        return title == null && paragraphs.isEmpty() && fields.isEmpty() && image == null;
    }

    ObjectNode json() {
        String text = String.join("\n\n", paragraphs);
        String known = title == null ? firstLine(text) : title;
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("title", known);
        json.put("text", after(known, text));
        json.put("url", url);
        json.put("timestamp", timestamp);
        ObjectNode all = json.putObject("fields").setAll(fields);
        if (image != null) {
            all.put("image", image);
        }
        return json;
    }

    private static String firstLine(String text) {
        return text.lines()
                .map(Markdown::plain)
                .filter(line -> line.codePoints().anyMatch(Character::isLetterOrDigit))
                .findFirst()
                .orElseGet(() -> text.lines().findFirst().orElse(""));
    }

    /** What a whole title holds already is not repeated. */
    private static String after(String title, String text) {
        if (title.codePointCount(0, title.length()) > TITLE_LENGTH || !(text + "\n").startsWith(title + "\n")) {
            return text;
        }
        return text.length() > title.length() ? text.substring(title.length()).strip() : "";
    }
}

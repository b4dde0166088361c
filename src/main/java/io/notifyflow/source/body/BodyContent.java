package io.notifyflow.source.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.notifyflow.event.Utf8;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body by what its bytes are more than by what they are called: JSON as it was sent, a form or a multipart body as
 * the JSON in it or an object of its fields, and any other text as one.
 */
public final class BodyContent {

    private static final String FORM = "application/x-www-form-urlencoded";

    private BodyContent() {}

    /**
     * The body as JSON.
     *
     * @param body        without its content coding, not empty
     * @param contentType as it was sent, or empty
     * @throws io.notifyflow.event.InvalidRequest (400, 413, 415) if it cannot be read
     */
    public static JsonNode read(byte[] body, String contentType) {
        if (body.length == 0) {
            throw BodyProblem.malformed("The body is empty");
        }
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        boolean multipart = type.startsWith("multipart/");
        // Each part has a charset of its own.
        Charset declared = multipart ? null : BodyCharset.declared(contentType);
        byte[] utf8 = recoded(body, declared, type);
        if (type.endsWith("json")) {
            return BodyJson.declared(utf8);
        }
        JsonNode found = BodyJson.container(utf8);
        if (found != null) {
            return found;
        } else if (multipart) {
            return MultipartBody.read(body, contentType);
        } else if ((type.isEmpty() || type.equals(FORM)) && BodyJson.mayBeContainer(utf8)) {
            // Meant as JSON, since a form has no such characters; this says what is wrong.
            return BodyJson.declared(utf8);
        } else if (type.equals(FORM)) {
            return FormBody.read(
                    BodyCharset.decoded(utf8, StandardCharsets.UTF_8),
                    declared == null ? StandardCharsets.UTF_8 : declared);
        }
        return type.isEmpty() ? BodyJson.declared(utf8) : new TextNode(text(utf8, type));
    }

    /** The body in UTF-8, as far as it is known to be in something else. */
    private static byte[] recoded(byte[] body, @Nullable Charset declared, String type) {
        Charset charset = declared;
        if (charset == null && type.endsWith("xml")) {
            charset = BodyCharset.ofXml(body);
        } else if (charset == null && type.startsWith("text/")) {
            charset = BodyCharset.marked(body);
        }
        return charset == null || charset.equals(StandardCharsets.UTF_8)
                ? body
                : BodyCharset.decoded(body, charset).getBytes(StandardCharsets.UTF_8);
    }

    /** What is no text by its type, such as an image, is told by its size. */
    private static String text(byte[] body, String type) {
        if (!type.startsWith("text/") && !type.endsWith("xml") && !Utf8.valid(body)) {
            return body.length + " bytes of " + type;
        }
        String text = BodyCharset.decoded(body, StandardCharsets.UTF_8);
        if (text.isBlank()) {
            throw BodyProblem.malformed("The body is empty");
        }
        return text;
    }
}

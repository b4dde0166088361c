package io.notifyflow.source.body;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.event.Utf8;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.dom.field.ContentDispositionField;
import org.apache.james.mime4j.field.ContentDispositionFieldLenientImpl;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.RawField;
import org.jspecify.annotations.Nullable;

/**
 * A part of a multipart body.
 *
 * @param name     of the field; empty if the part has none
 * @param fileName empty for one that is no file
 * @param type     in lower case without parameters, text/plain if the part names none
 * @param size     in bytes
 * @param text     null for a file, and for what is no text
 * @param json     the object or array that it holds; null for anything else
 */
record BodyPart(String name, String fileName, String type, int size, @Nullable String text, @Nullable JsonNode json) {

    static BodyPart of(List<Field> headers, byte[] content) {
        ContentDispositionField disposition = ContentDispositionFieldLenientImpl.PARSER.parse(
                new RawField("Content-Disposition", header(headers, "Content-Disposition")), DecodeMonitor.SILENT);
        String contentType = header(headers, "Content-Type");
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        String fileName = Objects.requireNonNullElse(disposition.getFilename(), "");
        Charset declared = BodyCharset.declared(contentType);
        byte[] utf8 = declared == null || declared.equals(StandardCharsets.UTF_8)
                ? content
                : BodyCharset.decoded(content, declared).getBytes(StandardCharsets.UTF_8);
        boolean file = !fileName.isEmpty() || !Utf8.valid(utf8);
        return new BodyPart(
                Objects.requireNonNullElse(disposition.getParameter("name"), ""),
                fileName,
                type.isEmpty() ? "text/plain" : type,
                content.length,
                file ? null : BodyCharset.decoded(utf8, StandardCharsets.UTF_8),
                fileName.isEmpty() && type.endsWith("json") ? declared(utf8) : BodyJson.container(utf8));
    }

    private static @Nullable JsonNode declared(byte[] utf8) {
        JsonNode json = BodyJson.declared(utf8);
        return json.isContainerNode() ? json : null;
    }

    /** Browsers write names in UTF-8 as it is. */
    private static String header(List<Field> headers, String name) {
        for (Field header : headers) {
            if (name.equalsIgnoreCase(header.getName())) {
                byte[] raw = header.getBody().getBytes(StandardCharsets.ISO_8859_1);
                return Utf8.valid(raw) ? new String(raw, StandardCharsets.UTF_8) : header.getBody();
            }
        }
        return "";
    }

    boolean isFile() {
        return text == null;
    }

    boolean isDeclaredJson() {
        return type.endsWith("json") || fileName.toLowerCase(Locale.ROOT).endsWith(".json");
    }
}

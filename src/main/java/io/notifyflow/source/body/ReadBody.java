package io.notifyflow.source.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.notifyflow.account.SourceSizes;
import io.notifyflow.event.Utf8;
import io.notifyflow.source.ReceivedRequest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Bytes in, JSON out, by what the bytes are more than by what they are called: JSON as it was sent, a form or a multipart
 * body as the JSON in it or an object of its fields, and any other text as one.
 */
@Component("readBody")
class ReadBody implements Processor {

    private static final String FORM = "application/x-www-form-urlencoded";

    /** Of a large body, whose bytes nobody needs any more, the first ones stay for whoever looks what was sent. */
    private static final int KEPT = 4096;

    private static final int LARGE = 256 * 1024;

    private final SourceSizes sizes;
    private final BodyMemory memory = new BodyMemory();

    ReadBody(SourceSizes sizes) {
        this.sizes = sizes;
    }

    @Override
    public void process(Exchange exchange) {
        ReceivedRequest request = exchange.getVariable("request", ReceivedRequest.class);
        byte[] body = unpacked(request);
        BodyMemory.Share share = memory.take(body);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                share.close();
            }
        });
        exchange.getMessage().setBody(read(request, body));
        if (request.body().length > LARGE) {
            exchange.setVariable("request", request.withStartOfBody(KEPT));
        }
    }

    private byte[] unpacked(ReceivedRequest request) {
        String coding = text(request, "Content-Encoding");
        byte[] body = request.body();
        if (!ContentCoding.isPacked(coding) || body.length == 0) {
            return body;
        }
        try (BodyMemory.Share share = memory.takeForUnpacking()) {
            return ContentCoding.unpacked(
                    body, coding, sizes.of(request.source().type()));
        }
    }

    private static String text(ReceivedRequest request, String header) {
        return Objects.requireNonNullElse(request.header(header), "");
    }

    private static JsonNode read(ReceivedRequest request, byte[] body) {
        String contentType = text(request, "Content-Type");
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (body.length == 0) {
            return empty(request);
        }
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

    /** Only an event in CloudEvents' binary mode may have no data: all else that it says is in its headers. */
    private static JsonNode empty(ReceivedRequest request) {
        if (request.header("ce-specversion") == null) {
            throw BodyProblem.malformed("The body is empty");
        }
        return NullNode.getInstance();
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

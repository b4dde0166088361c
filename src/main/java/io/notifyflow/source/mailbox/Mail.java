package io.notifyflow.source.mailbox;

import io.notifyflow.source.HtmlText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.function.UnaryOperator;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.jspecify.annotations.Nullable;

/**
 * A mail, as far as an event shows it. Headers and text are taken from what was sent, however wrong it is: nothing but its
 * size can keep a mail from being read.
 *
 * @param id       of the mailbox and the mail in it: UIDVALIDITY, a dot, UID
 * @param text     the beginning of what it says
 * @param received RFC 3339
 */
record Mail(String id, String subject, String from, String text, @Nullable String received) {

    private static final int DEEPEST = 5;
    private static final int MOST_PARTS = 20;
    /** Bytes of a part that are read. */
    private static final int READ = 200_000;

    /**
     * @param raw      the mail, or its beginning
     * @param received by the server
     */
    static Mail of(byte[] raw, String id, @Nullable Date received) {
        Message message = parsed(raw);
        String subject = header(message, "Subject");
        return new Mail(
                id,
                subject.isEmpty() ? "(no subject)" : subject,
                header(message, "From"),
                text(message),
                received == null ? null : received.toInstant().toString());
    }

    private static Message parsed(byte[] raw) {
        var builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(MimeConfig.PERMISSIVE);
        builder.setDecodeMonitor(DecodeMonitor.SILENT);
        // Its own decoder loses the end of base64 without padding.
        builder.setContentDecoding(false);
        try {
            return builder.parseMessage(new ByteArrayInputStream(raw));
        } catch (IOException inMemory) {
            throw new IllegalArgumentException("Its structure cannot be read: " + inMemory.getMessage(), inMemory);
        }
    }

    /** What was sent, decoded; not what a parser of addresses accepts. */
    private static String header(Message message, String name) {
        Field field = message.getHeader() == null ? null : message.getHeader().getField(name);
        if (field == null) {
            return "";
        }
        byte[] raw = field.getRaw() == null
                ? (name + ":" + field.getBody()).getBytes(StandardCharsets.UTF_8)
                : field.getRaw().toByteArray();
        return HeaderText.of(raw);
    }

    private static String text(Message message) {
        String plain = found(message, "text/plain", HtmlText::shortened, 0);
        return plain.isEmpty() ? found(message, "text/html", HtmlText::excerpt, 0) : plain;
    }

    /** What the first part of this type shows that shows anything. */
    private static String found(Entity part, String type, UnaryOperator<String> shown, int depth) {
        if ("attachment".equalsIgnoreCase(part.getDispositionType())) {
            return "";
        }
        if (part.getBody() instanceof SingleBody body) {
            return type.equals(part.getMimeType()) ? shown.apply(read(part, body)) : "";
        }
        if (depth < DEEPEST && part.getBody() instanceof Multipart parts) {
            for (Entity inner : parts.getBodyParts().stream().limit(MOST_PARTS).toList()) {
                String text = found(inner, type, shown, depth + 1);
                if (!text.isEmpty()) {
                    return text;
                }
            }
        }
        return "";
    }

    private static String read(Entity part, SingleBody body) {
        try (InputStream stream = body.getInputStream()) {
            byte[] bytes = TransferEncoding.decoded(stream.readNBytes(READ), part.getContentTransferEncoding());
            return MailCharset.decoded(bytes, part.getCharset());
        } catch (IOException inMemory) {
            throw new IllegalArgumentException("Its text cannot be read: " + inMemory.getMessage(), inMemory);
        }
    }

    @Override
    public String toString() {
        return "Mail[" + id + "]";
    }
}

package io.notifyflow.source.mailbox;

import io.notifyflow.source.HtmlText;
import jakarta.mail.Address;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Date;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A mail, as far as an event tells of it.
 *
 * @param text the beginning of what it says
 */
record Mail(String id, String subject, String from, String text, @Nullable String received) {

    private static final int READ = 20_000;
    private static final int DEEPEST = 5;
    private static final int MOST_PARTS = 20;

    static Mail of(Message message, String id) throws MessagingException, IOException {
        Date received = message.getReceivedDate();
        String subject = Objects.requireNonNullElse(message.getSubject(), "").strip();
        return new Mail(
                id,
                subject.isEmpty() ? "(no subject)" : subject,
                sender(message),
                text(message),
                received == null ? null : received.toInstant().toString());
    }

    private static String sender(Message message) throws MessagingException {
        Address[] from = message.getFrom();
        if (from == null || from.length == 0) {
            return "";
        }
        return from[0] instanceof InternetAddress address ? address.toUnicodeString() : from[0].toString();
    }

    private static String text(Message message) throws MessagingException, IOException {
        String plain = found(message, "text/plain", 0);
        String text = plain == null ? found(message, "text/html", 0) : plain;
        if (text == null) {
            return "";
        }
        return plain == null ? HtmlText.excerpt(text) : HtmlText.shortened(text);
    }

    private static @Nullable String found(Part part, String type, int depth) throws MessagingException, IOException {
        if (part.isMimeType(type) && !Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())) {
            return read(part);
        }
        if (depth < DEEPEST && part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < Math.min(MOST_PARTS, parts.getCount()); i++) {
                BodyPart inner = parts.getBodyPart(i);
                String text = found(inner, type, depth + 1);
                if (text != null) {
                    return text;
                }
            }
        }
        return null;
    }

    /** Only the beginning is fetched, whatever the size of the mail. */
    private static String read(Part part) throws MessagingException, IOException {
        try (InputStream stream = part.getInputStream()) {
            return new String(stream.readNBytes(READ), charset(part.getContentType()));
        }
    }

    private static Charset charset(String type) {
        try {
            String name = new ContentType(type).getParameter("charset");
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(MimeUtility.javaCharset(name));
        } catch (ParseException | IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return StandardCharsets.UTF_8;
        }
    }

    @Override
    public String toString() {
        return "Mail[" + id + "]";
    }
}

package io.notifyflow.delivery.email;

import io.notifyflow.delivery.AttemptFailed;
import io.notifyflow.delivery.AttemptOutcome;
import io.notifyflow.delivery.Classified;
import io.notifyflow.delivery.DeliveryBatch;
import io.notifyflow.delivery.TargetSettings;
import io.notifyflow.delivery.card.Card;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes the mail about events; who repeats it, repeats its Message-ID, too. */
@Component("email")
public class EmailMessages {

    private static final String NAME = "NotifyFlow";
    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private final TargetSettings settings;
    private final @Nullable String from;

    EmailMessages(TargetSettings settings, SmtpSettings smtp) {
        this.settings = settings;
        this.from = smtp.from();
    }

    /**
     * @throws AttemptFailed if it cannot be written
     */
    public MimeMessage message(DeliveryBatch batch) {
        List<Card> cards = batch.deliveries().stream().map(Card::of).toList();
        try {
            var mail = new MimeMessage((Session) null);
            mail.setRecipient(
                    RecipientType.TO, new InternetAddress(settings.read(batch.target(), EmailType::to), true));
            if (from != null) {
                mail.setFrom(new InternetAddress(from, NAME, UTF_8));
                mail.setHeader("Message-ID", "<" + id(batch) + from.substring(from.indexOf('@')) + ">");
            }
            // RFC 3834: no vacation notices, please.
            mail.setHeader("Auto-Submitted", "auto-generated");
            mail.setHeader("X-Auto-Response-Suppress", "All");
            mail.setSubject(EmailText.subject(cards), UTF_8);
            mail.setContent(alternatives(cards));
            return mail;
        } catch (MessagingException | java.io.UnsupportedEncodingException malformed) {
            throw new AttemptFailed(
                    Classified.unsent(new AttemptOutcome.Rejected("The mail cannot be written", false)));
        }
    }

    private static UUID id(DeliveryBatch batch) {
        return batch.size() == 1 ? batch.first().id() : batch.messageId();
    }

    private static MimeMultipart alternatives(List<Card> cards) throws MessagingException {
        var plain = new MimeBodyPart();
        plain.setText(EmailText.plain(cards), UTF_8);
        var html = new MimeBodyPart();
        html.setText(EmailText.html(cards), UTF_8, "html");
        return new MimeMultipart("alternative", plain, html);
    }

    /** The server has taken it. */
    public Classified delivered() {
        return Classified.of(new AttemptOutcome.Delivered(null));
    }
}

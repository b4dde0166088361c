package io.notifyflow.delivery.email;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Properties;

/** The mail that asks a recipient to confirm. */
final class ConfirmationMail {

    private static final String TEXT =
            """
            The account "%s" wants to send you notifications at this address.

            If you want them, open this page and confirm:
            %s

            Nothing is sent unless you confirm. If you do not know this account, ignore this mail.
            The link is valid for 7 days.
            """;

    private ConfirmationMail() {}

    /**
     * @param account its name, which others chose
     * @throws io.notifyflow.delivery.AttemptFailed if the server does not take it
     */
    static void send(SmtpSender sender, SmtpSettings settings, String recipient, String account, String link) {
        try {
            var mail = new MimeMessage(Session.getInstance(new Properties()));
            if (settings.from() != null) {
                mail.setFrom(new InternetAddress(settings.from()));
            }
            mail.setRecipient(RecipientType.TO, new InternetAddress(recipient));
            mail.setSubject("Confirm notifications to this address", StandardCharsets.UTF_8.name());
            // A name is no place for a link of somebody's own.
            String name = account.replaceAll("[\\p{Cntrl}:/.<>]", " ").strip();
            mail.setText(TEXT.formatted(name, link), StandardCharsets.UTF_8.name());
            mail.setHeader("Auto-Submitted", "auto-generated");
            mail.setSentDate(new Date());
            mail.saveChanges();
            sender.send(mail);
        } catch (MessagingException e) {
            throw new IllegalStateException("The mail cannot be written", e);
        }
    }
}

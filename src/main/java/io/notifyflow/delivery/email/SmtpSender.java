package io.notifyflow.delivery.email;

import io.notifyflow.delivery.AttemptFailed;
import io.notifyflow.delivery.AttemptOutcome;
import io.notifyflow.delivery.Classified;
import io.notifyflow.delivery.email.SmtpSettings.Security;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Hands mails to the server of the settings, and says what its refusals mean. */
@Component("smtpSender")
public class SmtpSender extends DefaultJavaMailSender {

    private static final int QUOTED = 200;
    /** Below are no answers: the connection broke while one was awaited. */
    private static final int FIRST_REFUSAL = 400;

    private final boolean configured;

    SmtpSender(SmtpSettings settings) {
        configured = settings.host() != null;
        setProtocol("smtp");
        setHost(settings.host());
        setPort(settings.port());
        setUsername(settings.username());
        setPassword(settings.password());
        setJavaMailProperties(properties(settings));
    }

    private static Properties properties(SmtpSettings settings) {
        String timeout = String.valueOf(settings.timeout().toMillis());
        var properties = new Properties();
        properties.setProperty("mail.smtp.connectiontimeout", timeout);
        properties.setProperty("mail.smtp.timeout", timeout);
        properties.setProperty("mail.smtp.writetimeout", timeout);
        properties.setProperty("mail.smtp.auth", String.valueOf(settings.username() != null));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty("mail.smtp.ssl.enable", String.valueOf(settings.security() == Security.TLS));
        String starttls = String.valueOf(settings.security() == Security.STARTTLS);
        properties.setProperty("mail.smtp.starttls.enable", starttls);
        properties.setProperty("mail.smtp.starttls.required", starttls);
        return properties;
    }

    /**
     * @throws AttemptFailed if the server does not take it
     */
    @Override
    public void send(MimeMessage message) {
        if (!configured) {
            throw new AttemptFailed(Classified.unsent(new AttemptOutcome.CredentialsRefused(
                    "No mail server is set up; set NOTIFYFLOW_SMTP_HOST and NOTIFYFLOW_SMTP_FROM", true)));
        }
        try {
            super.send(message);
        } catch (MessagingException refused) {
            throw new AttemptFailed(classified(refused));
        }
    }

    /** A recipient or a sender is refused before the mail is sent. */
    private static Classified classified(MessagingException failure) {
        AttemptOutcome outcome = outcome(failure);
        boolean before = failure instanceof AuthenticationFailedException
                || failure instanceof MailConnectException
                || withoutStarttls(failure)
                || refusedAddress(failure) != null;
        return before ? Classified.unsent(outcome) : Classified.of(outcome);
    }

    private static AttemptOutcome outcome(MessagingException failure) {
        if (failure instanceof AuthenticationFailedException) {
            return new AttemptOutcome.CredentialsRefused(
                    "The mail server refuses the login; check NOTIFYFLOW_SMTP_USERNAME and NOTIFYFLOW_SMTP_PASSWORD",
                    true);
        }
        if (failure instanceof MailConnectException) {
            return new AttemptOutcome.Retry("The mail server cannot be reached");
        }
        Exception address = refusedAddress(failure);
        if (address instanceof SMTPAddressFailedException recipient) {
            return ofRecipient(recipient.getReturnCode(), quoted(recipient));
        }
        if (address instanceof SMTPSenderFailedException sender) {
            return ofMessage(
                    sender.getReturnCode(), "The mail server refuses the sender NOTIFYFLOW_SMTP_FROM", quoted(sender));
        }
        return failure instanceof SMTPSendFailedException whole
                ? ofMessage(whole.getReturnCode(), "The mail server refuses the mail", quoted(whole))
                : unclear(failure);
    }

    private static @Nullable Exception refusedAddress(MessagingException failure) {
        for (Exception cause = failure; cause != null; cause = next(cause)) {
            if (cause instanceof SMTPAddressFailedException || cause instanceof SMTPSenderFailedException) {
                return cause;
            }
        }
        return null;
    }

    private static @Nullable Exception next(Exception failure) {
        return failure instanceof MessagingException messaging ? messaging.getNextException() : null;
    }

    private static AttemptOutcome ofRecipient(int code, String told) {
        return code >= 500
                ? new AttemptOutcome.Rejected(
                        "The mail server refuses the recipient; check the address (" + told + ")", true)
                : new AttemptOutcome.Retry("The mail server does not take the recipient now (" + told + ")");
    }

    private static AttemptOutcome ofMessage(int code, String what, String told) {
        if (code < FIRST_REFUSAL) {
            return new AttemptOutcome.Unknown("The connection to the mail server broke");
        }
        return code >= 500
                ? new AttemptOutcome.Rejected(what + " (" + told + ")", false)
                : new AttemptOutcome.Retry("The mail server does not take the mail now (" + told + ")");
    }

    /** After the last byte was sent the server may have the mail, whatever became of its answer. */
    private static AttemptOutcome unclear(MessagingException failure) {
        return withoutStarttls(failure)
                ? new AttemptOutcome.Retry("The mail server offers no STARTTLS; see NOTIFYFLOW_SMTP_SECURITY")
                : new AttemptOutcome.Unknown("The connection to the mail server broke");
    }

    private static boolean withoutStarttls(MessagingException failure) {
        return !(failure instanceof SMTPSendFailedException)
                && String.valueOf(failure.getMessage()).contains("STARTTLS");
    }

    private static String quoted(Exception failure) {
        String told =
                String.valueOf(failure.getMessage()).replaceAll("\\s+", " ").strip();
        return told.length() <= QUOTED ? told : told.substring(0, QUOTED);
    }
}

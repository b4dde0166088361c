package io.notifyflow.delivery.email;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The mail server that takes the hub's mails.
 *
 * @param host     none: mails wait
 * @param username none: the server asks for no login
 * @param from     the sender's address
 * @param security how the connection is protected
 * @param timeout  to connect, and for each answer
 * @param confirmRecipients whether a recipient confirms before an account sends there; accounts of operators are exempt
 */
@ConfigurationProperties("notifyflow.smtp")
public record SmtpSettings(
        @Nullable String host,
        @DefaultValue("587") int port,
        @Nullable String username,
        @Nullable String password,
        @Nullable String from,
        @DefaultValue("starttls") Security security,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("true") boolean confirmRecipients) {

    static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?");

    /** How the connection to the server is protected. */
    public enum Security {
        /** Begins in the clear and must change to TLS before anything is sent; port 587. */
        STARTTLS,
        /** TLS from the beginning; port 465. */
        TLS,
        /** In the clear: for a server on the same machine or network. */
        NONE
    }

    public SmtpSettings {
        host = blankAsNull(host);
        username = blankAsNull(username);
        from = blankAsNull(from);
        if (host != null && from == null) {
            throw new IllegalArgumentException("NOTIFYFLOW_SMTP_FROM is missing: set it to the address that mails come"
                    + " from, such as notifyflow@example.com");
        }
        if (from != null && !ADDRESS.matcher(from).matches()) {
            throw new IllegalArgumentException(
                    "NOTIFYFLOW_SMTP_FROM must be an address such as notifyflow@example.com");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("NOTIFYFLOW_SMTP_PORT must be 1 to 65535");
        }
    }

    private static @Nullable String blankAsNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    @Override
    public String toString() {
        return "SmtpSettings[host=" + host + ", port=" + port + ", from=" + from + ", security=" + security + "]";
    }
}

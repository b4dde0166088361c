package io.notifyflow.source.mailbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.source.PollSettings;
import java.util.Locale;

/**
 * Where a mailbox is, as the settings of its source have it.
 *
 * @param security tls, starttls, or none, which is only for servers inside
 * @param backlog  how many mails are told the first time
 */
record MailboxSettings(
        String host, int port, String security, String user, String folder, boolean markSeen, int backlog) {

    static final int TLS_PORT = 993;
    static final int PLAIN_PORT = 143;

    static MailboxSettings of(JsonNode settings) {
        String security = settings.path("security").asText("tls").toLowerCase(Locale.ROOT);
        return new MailboxSettings(
                settings.path("host").asText(),
                PollSettings.number(settings, "port").orElse(security.equals("tls") ? TLS_PORT : PLAIN_PORT),
                security,
                settings.path("user").asText(),
                settings.path("folder").asText("INBOX"),
                PollSettings.flag(settings, "markSeen"),
                PollSettings.number(settings, "backlog").orElse(0));
    }
}

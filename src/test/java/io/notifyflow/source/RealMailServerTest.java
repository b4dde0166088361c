package io.notifyflow.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Dovecot;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What a server makes of wrong mails must not keep the hub from the right ones. */
@HubTest
class RealMailServerTest {

    /** Each has kept a mailbox from being read: by the server's reading of it, or by that of a mail library. */
    private static final List<String> WRONG = List.of(
            "From: root",
            "From: root@web_1.internal",
            "From: Doe, John <j@example.com>",
            "From: [Ops] <ops@example.com>",
            "From: a..b@docomo.example",
            "From: ",
            "From: \"open <a@example.com>",
            "To: Operations",
            "To: undisclosed-recipients:;",
            "Cc: ,,,",
            "Date: yesterday",
            "Content-Transfer-Encoding: 8bits",
            "Content-Transfer-Encoding: 7-bit",
            "Content-Transfer-Encoding: base64\r\nContent-Type: text/plain",
            "Content-Type: text",
            "Content-Type: text/plain; charset=no-such",
            "Content-Type: multipart/mixed",
            "Content-Type: multipart/mixed; boundary=never",
            "Content-Disposition: ",
            "no colon here",
            "Subject: =?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC?=");

    private static Dovecot server;

    @Autowired
    Hub hub;

    @BeforeAll
    static void start() throws IOException {
        server = Dovecot.start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private static void deliver(String user, String raw) {
        server.deliver(user, raw.getBytes(StandardCharsets.UTF_8));
    }

    private PolledSource source(TestAccount account, String user) {
        return PolledSource.of(
                hub,
                account,
                "imap",
                "{'host':'127.0.0.1','user':'" + user + "','security':'none','port':" + server.port() + "}",
                "\"secret\":\"" + Dovecot.PASSWORD + "\"");
    }

    @Test
    void noMailSilencesTheMailbox() {
        deliver("ada", "Subject: old\r\n\r\nOld\r\n");
        PolledSource source = source(hub.newAccount(), "ada");
        var expected = new ArrayList<String>();
        for (int i = 0; i < WRONG.size(); i++) {
            deliver("ada", "Subject: wrong " + i + "\r\n" + WRONG.get(i) + "\r\n\r\nText " + i + "\r\n");
            deliver("ada", "From: Bob <bob@example.com>\r\nSubject: right " + i + "\r\n\r\nText\r\n");
            expected.add("wrong " + i);
            expected.add("right " + i);
        }

        JsonNode view = source.poll();

        assertThat(view.path("lastError").asText()).isEmpty();
        assertThat(source.titles()).containsExactlyElementsOf(expected);
    }

    @Test
    void onlyTheBeginningOfALargeMailIsRead() {
        deliver("eve", "Subject: old\r\n\r\nOld\r\n");
        PolledSource source = source(hub.newAccount(), "eve");
        String attached = "QUJD\r\n".repeat(500_000);
        deliver(
                "eve",
                "Subject: large\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n"
                        + "<style>" + "a{}".repeat(20_000) + "</style><p>Disk full</p>\r\n--b\r\n"
                        + "Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n" + attached
                        + "--b--\r\n");
        deliver("eve", "Subject: next\r\n\r\nNext\r\n");

        source.poll();

        assertThat(source.titles()).containsExactly("large", "next");
        assertThat(hub.jdbc()
                        .sql("SELECT description FROM event WHERE account_id = ? AND title = 'large'")
                        .param(source.account().id())
                        .query(String.class)
                        .single())
                .isEqualTo("Disk full");
    }
}

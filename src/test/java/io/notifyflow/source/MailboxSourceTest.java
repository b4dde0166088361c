package io.notifyflow.source;

import static io.notifyflow.source.ReceiveTest.assertProblem;
import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.DummySSLServerSocketFactory;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetupTest;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@HubTest
@ExtendWith(OutputCaptureExtension.class)
class MailboxSourceTest {

    private static final String PASSWORD = "planted-mailbox-password";

    @Autowired
    Hub hub;

    TestAccount account;

    final GreenMail server = new GreenMail(ServerSetupTest.IMAP.dynamicPort());

    GreenMailUser user;

    @BeforeEach
    void start() {
        account = hub.newAccount();
        server.start();
        user = server.setUser("ada@example.com", "ada", PASSWORD);
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private void deliver(String subject) throws MessagingException {
        deliver(subject, "text/plain; charset=utf-8", "Grüße von Ada");
    }

    private void deliver(String subject, String type, String text) throws MessagingException {
        String mail = "From: Bob <bob@example.com>\r\nTo: ada@example.com\r\nSubject: " + subject
                + "\r\nMIME-Version: 1.0\r\nContent-Type: " + type
                + "\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + text + "\r\n";
        user.deliver(new MimeMessage(
                GreenMailUtil.getSession(ServerSetupTest.IMAP),
                new ByteArrayInputStream(mail.getBytes(StandardCharsets.UTF_8))));
    }

    private PolledSource source(String more) {
        return source(more, PASSWORD);
    }

    private PolledSource source(String more, String password) {
        return PolledSource.of(
                hub,
                account,
                "imap",
                "{'host':'127.0.0.1','user':'ada','security':'none','port':"
                        + server.getImap().getPort() + more + "}",
                "\"secret\":\"" + password + "\"");
    }

    @Test
    void tellsNewMailsOnceAndLeavesThemUnread() throws MessagingException, FolderException {
        deliver("old");
        PolledSource source = source("");
        deliver("new");
        deliver("newer");

        JsonNode view = source.poll();
        source.poll();

        assertThat(view.has("lastError")).as(view.toString()).isFalse();
        assertThat(source.titles()).containsExactly("new", "newer");
        assertThat(inbox().getMessages())
                .allSatisfy(mail ->
                        assertThat(mail.getFlags().contains(Flags.Flag.SEEN)).isFalse());
    }

    private MailFolder inbox() throws FolderException {
        return server.getManagers().getImapHostManager().getInbox(user);
    }

    @Test
    void anEventHasSenderAndText() throws MessagingException {
        deliver(
                "Hello",
                "multipart/alternative; boundary=b",
                """
                --b\r
                Content-Type: text/html; charset=utf-8\r
                \r
                <p>Not <b>this</b></p>\r
                --b\r
                Content-Type: text/plain; charset=utf-8\r
                Content-Transfer-Encoding: quoted-printable\r
                \r
                Gr=C3=BC=C3=9Fe\r
                --b--\r
                """);

        source(",'backlog':1");

        JsonNode event = account.event(hub.jdbc()
                .sql("SELECT id FROM event WHERE account_id = ?")
                .param(account.id())
                .query(UUID.class)
                .single());
        assertThat(event.path("title").asText()).isEqualTo("Hello");
        assertThat(event.path("description").asText()).isEqualTo("Grüße");
        assertThat(event.path("fields").path("from").asText()).isEqualTo("Bob <bob@example.com>");
    }

    @Test
    void marksMailsAsReadIfAsked() throws MessagingException, FolderException {
        PolledSource source = source(",'markSeen':true");
        deliver("new");

        source.poll();

        assertThat(inbox().getMessages())
                .allSatisfy(mail ->
                        assertThat(mail.getFlags().contains(Flags.Flag.SEEN)).isTrue());
    }

    @Test
    void aMailboxThatWasMadeAnewIsReadFromThereOn() throws MessagingException, FolderException {
        deliver("old");
        PolledSource source = source("");
        source.update("cursor = jsonb_set(cursor, '{validity}', '1')");
        deliver("after");

        source.poll();
        deliver("later");
        source.poll();

        assertThat(source.titles()).endsWith("later").doesNotContain("old").doesNotHaveDuplicates();
    }

    @Test
    void saysThatTheLoginIsRefusedWithoutThePassword(CapturedOutput output) {
        PolledSource source = source("", "wrong-" + PASSWORD);

        assertThat(source.view().path("lastError").asText())
                .isEqualTo("The mail server refuses the login; check user and secret");
        assertThat(source.view().toString()).doesNotContain(PASSWORD);
        assertThat(output.getAll()).doesNotContain(PASSWORD);
    }

    @Test
    void saysThatAFolderIsMissingOrTheServerAway() {
        assertThat(source(",'folder':'Nothing'").view().path("lastError").asText())
                .contains("no folder \"Nothing\"");
        PolledSource source = source("");
        server.stop();

        assertThat(source.poll().path("lastError").asText()).contains("cannot be reached");
    }

    @Test
    void doesNotTrustACertificateThatNobodyVouchesFor() throws IOException {
        try (var socket = new DummySSLServerSocketFactory().createServerSocket(0)) {
            Thread.ofVirtual().start(() -> refuseHandshakes(socket));
            PolledSource source = PolledSource.of(
                    hub,
                    account,
                    "imap",
                    "{'host':'127.0.0.1','user':'ada','port':" + socket.getLocalPort() + "}",
                    "\"secret\":\"x\"");

            assertThat(source.view().path("lastError").asText()).contains("certificate");
        }
    }

    private static void refuseHandshakes(ServerSocket socket) {
        while (!socket.isClosed()) {
            try (var connection = (SSLSocket) socket.accept()) {
                connection.startHandshake();
            } catch (IOException refused) {
                // The hub does not trust the certificate, or the test is over.
            }
        }
    }

    @Test
    void doesNotConnectIntoAPrivateNetwork() {
        PolledSource source = source("");
        hub.jdbc()
                .sql("UPDATE source SET settings = settings || '{\"host\":\"127.0.0.2\"}' WHERE id = ?")
                .param(source.id())
                .update();

        assertThat(source.poll().path("lastError").asText())
                .isEqualTo("Its host leads into a private network, which is not called; the operator can allow it with"
                        + " NOTIFYFLOW_OUTBOUND_ALLOW");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'settings':{'user':'a'},'secret':'x'                                          | settings.host     | name of the mail server",
                "'settings':{'host':'10.0.0.1','user':'a'},'secret':'x'                        | settings.host     | private network",
                "'settings':{'host':'a.example'},'secret':'x'                                  | settings.user     | must be a text",
                "'settings':{'host':'a.example','user':'a','port':25},'secret':'x'             | settings.port     | 993, 143",
                "'settings':{'host':'a.example','user':'a','security':'ssl'},'secret':'x'      | settings.security | tls, starttls or none",
                "'settings':{'host':'a.example','user':'a','markSeen':'yes'},'secret':'x'      | settings.markSeen | true or false",
                "'settings':{'host':'a.example','user':'a'}                                    | secret            | is required",
            })
    void saysWhatIsWrongWithASource(String members, String member, String told) {
        String body = ("{'type':'imap','name':'x','category':'bug'," + members + "}").replace('\'', '"');

        HttpResponse<String> response = TestSource.create(account, body);

        assertProblem(response, 422, "invalid-source");
        assertThat(json(response).path("errors")).anySatisfy(error -> {
            assertThat(error.path("member").asText()).isEqualTo(member);
            assertThat(error.path("message").asText()).contains(told);
        });
    }
}

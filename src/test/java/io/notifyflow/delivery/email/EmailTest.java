package io.notifyflow.delivery.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.notifyflow.account.InvalidDestination;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@HubTest
@ExtendWith(OutputCaptureExtension.class)
class EmailTest {

    @Autowired
    Hub hub;

    @Autowired
    SmtpSettings smtp;

    GreenMail server;
    TestAccount account;
    UUID destination;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
        destination = account.addDestination("email", "main", Map.of("to", "ada@example.com"));
        server = newServer();
    }

    private GreenMail newServer() {
        var made = new GreenMail(new ServerSetup(smtp.port(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        made.setUser("hub@notifyflow.example", "hub", "planted-password");
        return made;
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private MimeMessage only() {
        await().until(() -> account.deliveries("pending") == 0);
        assertThat(server.getReceivedMessages()).hasSize(1);
        return server.getReceivedMessages()[0];
    }

    private static String part(MimeMessage mail, int index) throws Exception {
        return (String) ((MimeMultipart) mail.getContent()).getBodyPart(index).getContent();
    }

    @Test
    void sendsAnEventInPlainTextAndHtml() throws Exception {
        server.start();

        account.accept(
                """
                {"category": "sale", "title": "Größe <b> & more", "description": "a < b\\nline", "url": "https://example.com/?a=1&b=2",
                 "fields": {"who\\"": "<script>"}, "timestamp": "2026-01-02T03:04:05Z"}
                """);

        MimeMessage mail = only();
        assertThat(mail.getSubject()).isEqualTo("💰 Größe <b> & more");
        assertThat(mail.getAllRecipients()[0]).hasToString("ada@example.com");
        assertThat(mail.getFrom()[0]).hasToString("NotifyFlow <hub@notifyflow.example>");
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(part(mail, 0).replace("\r", ""))
                .isEqualTo("💰 Größe <b> & more\n\na < b\nline\n\nwho\": <script>\n\nhttps://example.com/?a=1&b=2\n\n"
                        + "sale · 2026-01-02T03:04:05Z");
        assertThat(part(mail, 1))
                .contains("<a href=\"https://example.com/?a=1&amp;b=2\">💰 Größe &lt;b&gt; &amp; more</a>")
                .contains("<th align=\"left\">who&quot;</th><td>&lt;script&gt;</td>")
                .doesNotContain("<script>");
    }

    @Test
    void letsNoTitleBecomeAHeader() throws Exception {
        server.start();

        account.accept("{\"category\":\"sale\",\"title\":\"a\\r\\nBcc: eve@example.com\\r\\n\\r\\nbody\"}");

        MimeMessage mail = only();
        assertThat(mail.getSubject()).isEqualTo("💰 a Bcc: eve@example.com body");
        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(mail.getAllRecipients()).hasSize(1);
    }

    @Test
    void sendsWhatHasGatheredInOneMail() throws Exception {
        Runnable letGo = account.hold();
        account.acceptMany(20);
        server.start();
        letGo.run();

        MimeMessage mail = only();
        assertThat(mail.getSubject()).isEqualTo("20 events: 💰 0");
        assertThat(part(mail, 0)).contains("💰 0").contains("💰 19");
    }

    @Test
    void drawsADigestOfManyWithTheRestCounted() throws Exception {
        Runnable letGo = account.hold();
        account.acceptMany(60);
        hub.jdbc()
                .sql("UPDATE destination SET batching = 'digest', digest_seconds = 1 WHERE id = ?")
                .param(destination)
                .update();
        server.start();
        letGo.run();

        MimeMessage mail = only();
        assertThat(mail.getSubject()).startsWith("60 events");
        assertThat(part(mail, 0)).contains("💰 49").contains("… and 10 more events");
        assertThat(part(mail, 1)).contains("… and 10 more events");
    }

    @Test
    void triesAgainUnderTheSameIdWhenTheServerIsBack() throws Exception {
        account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.attempts("retry") >= 1);
        assertThat(account.lastDetail()).isEqualTo("The mail server cannot be reached");
        server.start();

        MimeMessage mail = only();
        UUID delivery = hub.jdbc()
                .sql("SELECT id FROM delivery WHERE account_id = ?")
                .param(account.id())
                .query(UUID.class)
                .single();
        assertThat(mail.getMessageID()).isEqualTo("<" + delivery + "@notifyflow.example>");
    }

    @ParameterizedTest
    @CsvSource({
        "RCPT, 550 5.1.1 No such user,     rejected, check the address",
        "RCPT, 450 4.2.1 Try again later,  retry,    not take the recipient now",
        "MAIL, 553 5.7.1 Not yours,        rejected, refuses the sender",
        "END,  554 5.7.1 Spam,             rejected, refuses the mail",
        "END,  451 4.3.0 Try again later,  retry,    not take the mail now",
        "AUTH, 535 5.7.8 Wrong,            credentials_refused, NOTIFYFLOW_SMTP_PASSWORD",
        "END,  '',                         unknown,  broke",
    })
    void understandsRefusals(String command, String answer, String outcome, String advice, CapturedOutput output)
            throws Exception {
        try (var refusing = new Refusing(smtp.port(), command, answer)) {
            account.accept("{\"category\":\"sale\"}");
            await().until(() -> account.attempts(outcome) >= 1);
        }
        assertThat(account.lastDetail()).contains(advice);
        assertThat(output.getAll()).doesNotContain("planted-password");
        assertThat(account.destination(destination, "status")).isEqualTo("active");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ada", "a@b@c", "a@b,c@d", "a@b\r\nBcc: c@d", "Ada <a@b>", "a@-"})
    void takesOneAddressAndNothingElse(String to) {
        assertThatThrownBy(() -> account.addDestination("email", "main", Map.of("to", to)))
                .isInstanceOf(InvalidDestination.class)
                .hasMessageStartingWith("to ");
    }

    /** A mail server that answers one command as a test says, and hangs up where it says nothing. */
    private static final class Refusing implements AutoCloseable {

        private final ServerSocket server;
        private final String refused;
        private final String answer;

        Refusing(int port, String refused, String answer) throws IOException {
            this.server = new ServerSocket(port, 10, InetAddress.ofLiteral("127.0.0.1"));
            this.refused = refused;
            this.answer = answer;
            Thread.ofVirtual().start(() -> {
                while (!server.isClosed()) {
                    try (Socket socket = server.accept()) {
                        talk(socket);
                    } catch (IOException e) {
                        // The client or the test has hung up.
                    }
                }
            });
        }

        private void talk(Socket socket) throws IOException {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            say(socket, "220 ready");
            boolean data = false;
            String line = in.readLine();
            while (line != null && !line.startsWith("QUIT")) {
                String command = data ? "END" : line.split(" ")[0];
                if (!data || line.equals(".")) {
                    String said = command.equals(refused) ? answer : usual(command);
                    if (said.isEmpty()) {
                        return;
                    }
                    say(socket, said);
                    data = command.equals("DATA");
                }
                line = in.readLine();
            }
        }

        private static String usual(String command) {
            return switch (command) {
                case "EHLO" -> "250-hello\r\n250 AUTH PLAIN";
                case "AUTH" -> "235 welcome";
                case "DATA" -> "354 go on";
                default -> "250 ok";
            };
        }

        private static void say(Socket socket, String line) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}

package io.notifyflow.source.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailTest {

    private static Mail mail(String raw) {
        return mail(raw.getBytes(StandardCharsets.UTF_8));
    }

    private static Mail mail(byte[] raw) {
        return Mail.of(raw, "1.2", new Date(0));
    }

    private static String with(String header) {
        return header + "\r\nSubject: Hello\r\n\r\nText\r\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: root",
                "From: root@web_1.internal",
                "From: Doe, John <j@example.com>",
                "From: [Ops] <ops@example.com>",
                "From: a..b@docomo.example",
                "To: Operations",
                "Cc: ,,,",
                "From: ",
                "From: <>",
                "From: a@b@c",
                "From: \"open <a@example.com>",
                "Date: yesterday",
                "Sender: @",
                "Content-Transfer-Encoding: 8bits",
                "Content-Transfer-Encoding: 7-bit",
                "Content-Type: text",
                "Content-Type: text/plain; charset",
                "Content-Type: text/plain; charset=\"",
                "Content-Type: ;",
                "Content-Type: text/plain; charset=no-such-charset",
                "Content-Type: text/plain; charset=\"utf-8\";;",
                "Mime-Version: x",
                "Content-Disposition: ",
                "Message-ID: <a b c",
                "no colon here",
                ": no name",
                "Content-Type: multipart/mixed",
                "Reply-To: undisclosed-recipients:;",
            })
    void nothingInAHeaderKeepsAMailFromBeingRead(String header) {
        Mail mail = mail(with(header));

        assertThat(mail.subject()).isIn("Hello", "(no subject)");
        assertThat(mail.text() + mail.subject()).contains("Hello");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "root                                                  | root",
                "Doe, John <j@example.com>                             | Doe, John <j@example.com>",
                "[Ops] <ops@example.com>                               | [Ops] <ops@example.com>",
                "=?utf-8?Q?J=C3=B6rg?= <j@example.com>                 | Jörg <j@example.com>",
                "Jörg <j@example.com>                                  | Jörg <j@example.com>",
                "Bob <bob@example.com>                                 | Bob <bob@example.com>",
            })
    void theSenderIsWhatWasSent(String from, String shown) {
        assertThat(mail(with("From: " + from)).from()).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Grüße                                                       | Grüße",
                "=?UTF-8?B?R3LDvMOfZQ==?=                                    | Grüße",
                "=?UTF-8?B?R3LDvMOfZQ?=                                      | Grüße",
                "=?iso-8859-1?Q?Gr=FC=DFe?=                                  | Grüße",
                "=?utf-8?Q?Gr=C3=BC?==?utf-8?Q?=C3=9Fe?=                     | Grüße",
                "=?utf-8?Q?Gr=C3=BC?= =?utf-8?Q?=C3=9Fe?=                    | Grüße",
                "=?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC=C3=9Fe?=                    | Grüße",
                "=?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ==?=                       | Grüße",
                "=?utf-8?Q?Gr=C3?=⏎ =?utf-8?Q?=BC=C3=9Fe?=                | Grüße",
                "=?utf-8?Q?Two words here?=                                  | Two words here",
                "=?utf-8?Q?a_b?= c                                           | a b c",
                "[=?utf-8?Q?OK?=]x=?utf-8?Q?y?=                              | [OK]xy",
                "=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?=                              | Grüße",
                "=?no-such?Q?abc?=                                           | abc",
                "=?utf-8?Q?50% =ZZ off=?=                                    | 50% =ZZ off=",
                "=?utf-8?X?abc?= d                                           | =?utf-8?X?abc?= d",
                "a⏎\tb                                                    | a b",
            })
    void decodesASubject(String subject, String shown) {
        assertThat(mail("Subject: " + subject.replace("⏎", "\r\n") + "\r\n\r\nText")
                        .subject())
                .isEqualTo(shown);
    }

    @Test
    void aSubjectInBytesThatAreNotUtf8IsWindows1252() {
        assertThat(mail("Subject: Gr\u00FC\u00DFe\r\n\r\nText".getBytes(StandardCharsets.ISO_8859_1))
                        .subject())
                .isEqualTo("Grüße");
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain, UTF-8",
        "text/plain; charset=us-ascii, UTF-8",
        "text/plain; charset=utf-8, UTF-8",
        "text/plain; charset=no-such, UTF-8",
        "text/plain, ISO-8859-1",
        "text/plain; charset=iso-8859-1, ISO-8859-1",
        "text/html, UTF-8",
    })
    void readsTheTextInItsCharsetOrInTheOneItMustBe(String type, String charset) throws Exception {
        byte[] raw = ("Content-Type: " + type + "\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGrüße aus Köln")
                .getBytes(charset);

        assertThat(mail(raw).text()).isEqualTo("Grüße aus Köln");
    }

    @ParameterizedTest
    @CsvSource({"R3LDvMOfZQ==", "R3LDvMOfZQ", "R3LD vMOf ZQ", "R3LDvMOfZQ=== "})
    void readsBase64ThatIsNotPadded(String base64) {
        assertThat(mail("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64)
                        .text())
                .isEqualTo("Grüße");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/plain; | text/html | ''         | <p>Disk full</p> | Disk full",
                "text/plain; | text/html | '   '      | <p>Disk full</p> | Disk full",
                "text/html;  | text/plain| <p>no</p>  | Disk full        | Disk full",
                "text/html;  | text/html | <p></p>    | <p>Disk full</p> | Disk full",
            })
    void takesTheFirstTextThatSaysSomething(String first, String second, String one, String two, String shown) {
        String raw = "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: " + first + "\r\n\r\n"
                + one.replace("''", "").replace("'", "") + "\r\n--b\r\nContent-Type: " + second + "\r\n\r\n" + two
                + "\r\n--b--\r\n";

        assertThat(mail(raw).text()).isEqualTo(shown);
    }

    @Test
    void readsWhatIsThereOfAMailThatIsCutOff() {
        String raw =
                "Subject: Cut\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nText\r\n"
                        + "--b\r\nContent-Type: application/zip\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA";

        assertThat(mail(raw).text()).isEqualTo("Text");
    }

    @Test
    void nothingIsTooOddForAnId() {
        assertThat(mail("").subject()).isEqualTo("(no subject)");
        assertThat(mail("\r\n\r\n").text()).isEmpty();
        assertThat(mail(new byte[] {0, 1, 2, (byte) 255}).id()).isEqualTo("1.2");
    }
}

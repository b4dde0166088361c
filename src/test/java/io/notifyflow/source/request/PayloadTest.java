package io.notifyflow.source.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadTest {

    private static Payload payload(byte[] body, String... headers) {
        return switch (headers.length) {
            case 0 -> Payload.of(Map.of(), body, null);
            case 2 -> Payload.of(Map.of(headers[0], headers[1]), body, null);
            default -> Payload.of(Map.of(headers[0], headers[1], headers[2], headers[3]), body, null);
        };
    }

    @Test
    void isTheFirstThousandCharacters() {
        Payload payload = payload("é".repeat(100_000).getBytes(UTF_8));

        assertThat(payload.excerpt()).isEqualTo("é".repeat(Payload.SHOWN) + "…");
        assertThat(payload.start()).hasSize(Payload.WINDOW);
        assertThat(payload.size()).isEqualTo(200_000);
    }

    @Test
    void aSecretThatTheEndCutsIsNotShown() {
        String body = "{\"token\":\"" + "x".repeat(8000) + "\",\"a\":\"" + "q".repeat(40_000) + "\"}";

        assertThat(payload(body.getBytes(UTF_8)).excerpt())
                .doesNotContain("qqq")
                .contains("\"token\":\"***\"");
    }

    @Test
    void readsWhatIsTextAndSaysHowLongOtherThingsAre() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write("{\"title\":\"T\"}".repeat(5000).getBytes(UTF_8));
        }
        byte[] noise = new byte[3000];
        new Random(7).nextBytes(noise);

        assertThat(payload(packed.toByteArray(), "content-encoding", "gzip").excerpt())
                .startsWith("{\"title\":\"T\"}");
        assertThat(payload("Größe".getBytes(ISO_8859_1), "content-type", "text/plain; charset=\"ISO-8859-1\"")
                        .excerpt())
                .isEqualTo("Größe");
        assertThat(payload(
                                "payload=%7B%22token%22%3A%22abc%22%7D&a=b+c".getBytes(UTF_8),
                                "content-type",
                                "application/x-www-form-urlencoded")
                        .excerpt())
                .isEqualTo("payload={\"token\":\"***\"}&a=b c");
        assertThat(payload(noise).excerpt()).isEqualTo("3000 bytes that are no text");
        assertThat(payload(new byte[0]).excerpt()).isNull();
        assertThat(payload("a\0b".repeat(20).getBytes(UTF_8)).excerpt()).doesNotContain("\0");
        assertThat(payload("x".getBytes(UTF_8), "content-type", "text/plain; charset=nothing")
                        .excerpt())
                .isEqualTo("x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x-github-event   | watch   | {'action':'started','a':{'action':'no'}} | watch.started",
                "x-github-event   | push    | {'ref':'x'}                              | push",
                "x-gitlab-event   | Job Hook | {}                                      | Job Hook",
                "ce-type          | a.b.c   | {'action':'x'}                           | a.b.c",
                "content-type     | x/y     | {'id':1,'type':'checkout.session.completed','x':{ | checkout.session.completed",
                "content-type     | x/y     | {'data':{'type':'inner'},'event':'outer'} | outer",
                "content-type     | x/y     | {'type':'a text that is far too long to be the kind of anything, or it is not a kind at all, but words'} |",
                "content-type     | x/y     | [1]                                      |",
                "content-type     | x/y     | nothing                                  |",
                "x-github-event   | <script> | {}                                      |",
            })
    void tellsTheKindInTheSendersWords(String header, String value, String body, String kind) {
        assertThat(payload(body.replace('\'', '"').getBytes(UTF_8), header, value)
                        .kind())
                .isEqualTo(kind);
    }
}

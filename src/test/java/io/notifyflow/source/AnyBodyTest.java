package io.notifyflow.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Whatever bytes come under whatever type, they are accepted or refused, soon, and never a failure of the hub. */
@HubTest
class AnyBodyTest {

    private static final int TRIES = 3 * Integer.getInteger("notifyflow.fuzz.tries", 300);

    private static final List<String> TYPES = List.of(
            "",
            "application/json",
            "application/json; charset=utf-16",
            "text/plain",
            "text/plain; charset=\"",
            "text/plain; charset=shift_jis",
            "text/plain; charset=;",
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=utf-32",
            "multipart/form-data",
            "multipart/form-data; boundary=b",
            "multipart/mixed; boundary=\"b\"; boundary=c",
            "multipart/; boundary=b",
            "text/xml",
            "application/octet-stream",
            "application/cloudevents+json",
            ";",
            "=?",
            "a/b; charset=utf-7");

    private static final List<String> SEEDS = List.of(
            "{\"category\":\"sale\",\"title\":\"ä\",\"fields\":{\"a\":1}}",
            "[{\"title\":\"x\"},{}]",
            "payload=%7B%22title%22%3A1%7D&a=%zz",
            "--b\r\nContent-Disposition: form-data; name=\"payload\"; filename*=utf-8''%e4\r\nContent-Type: application/json;"
                    + " charset=utf-16\r\nContent-Transfer-Encoding: base64\r\n\r\neyJhIjoxfQ==\r\n--b--\r\n",
            "--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n--b--",
            "<?xml version=\"1.0\" encoding=\"utf-16\"?><a/>",
            "\uFEFF{}",
            "",
            " ",
            "{\"a\":\"{\\\"a\\\":\\\"{}\\\"}\"}");

    @Autowired
    Hub hub;

    @Test
    void isAcceptedOrRefused() {
        TestAccount account = hub.newAccount();
        List<TestSource> sources = List.of(
                TestSource.of(account, "json", "\"category\":\"sale\"", "\"settings\":{\"title\":\".a.a[0]\"}"),
                TestSource.of(account, "json"),
                TestSource.of(account, "github", "\"category\":\"sale\""),
                TestSource.of(account, "alertmanager", "\"category\":\"sale\""));
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            byte[] body = body(random);
            String type = TYPES.get(random.nextInt(TYPES.size()));
            String coding = random.nextInt(5) == 0 ? "gzip" : random.nextInt(9) == 0 ? "deflate" : "";
            boolean packed = coding.equals("gzip") && random.nextInt(4) > 0;
            TestSource source = sources.get(random.nextInt(sources.size()));

            HttpResponse<String> response = post(source, packed ? gzip(body, random) : body, type, coding);

            assertThat(response.statusCode())
                    .as(
                            "seed %s, type %s, coding %s, body %s: %s",
                            seed, type, coding, HexFormat.of().formatHex(body), response.body())
                    .isBetween(200, 499);
        }
    }

    private static byte[] body(Random random) {
        String text = SEEDS.get(random.nextInt(SEEDS.size()));
        List<Charset> charsets = List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16, StandardCharsets.ISO_8859_1);
        byte[] body = text.getBytes(charsets.get(random.nextInt(6) % 3));
        for (int i = random.nextInt(4); i > 0 && body.length > 0; i--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(5) == 0 ? java.util.Arrays.copyOf(body, random.nextInt(body.length + 3)) : body;
    }

    private static byte[] gzip(byte[] body, Random random) {
        var packed = new ByteArrayOutputStream();
        try (var stream = new GZIPOutputStream(packed)) {
            stream.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] bytes = packed.toByteArray();
        if (random.nextInt(3) == 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private static HttpResponse<String> post(TestSource source, byte[] body, String type, String coding) {
        var request = HttpRequest.newBuilder(source.account().address().resolve(source.path()))
                .timeout(Duration.ofSeconds(10))
                .header("X-GitHub-Event", "push")
                .POST(BodyPublishers.ofByteArray(body));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        if (!coding.isEmpty()) {
            request.header("Content-Encoding", coding);
        }
        return TestAccount.send(request.build());
    }
}

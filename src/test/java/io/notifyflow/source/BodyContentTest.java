package io.notifyflow.source;

import static io.notifyflow.source.ReceiveTest.assertProblem;
import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What a body is read as, by what it holds more than by what it is called. */
@HubTest
class BodyContentTest {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String SALE = "{\"category\":\"sale\",\"title\":\"Zwölf & <3\",\"fields\":{\"n\":1.50}}";

    @Autowired
    Hub hub;

    TestAccount account;
    TestSource source;

    @BeforeEach
    void makeSource() {
        account = hub.newAccount();
        source = TestSource.of(account, "json");
    }

    private HttpResponse<String> post(String after, byte[] body, String... headers) {
        var request = HttpRequest.newBuilder(account.address()
                        .resolve(source.path() + after.replace("[", "%5B").replace("]", "%5D")))
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return TestAccount.send(request.build());
    }

    private HttpResponse<String> post(byte[] body, String... headers) {
        return post("", body, headers);
    }

    private JsonNode accept(byte[] body, String... headers) {
        return source.accepted(post(body, headers)).getFirst();
    }

    private JsonNode accept(String after, String body, String type) {
        return source.accepted(post(after, bytes(body), "Content-Type", type)).getFirst();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void assertSale(JsonNode event) {
        assertThat(event.path("title").asText()).isEqualTo("Zwölf & <3");
        assertThat(event.path("fields").toString()).isEqualTo("{\"n\":1.50}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain; charset=UTF-8",
                "text/plain",
                "application/octet-stream",
                FORM,
                "text/html",
                "text/xml",
                "image/png",
                "multipart/form-data",
                "application/json; charset=utf8",
                "Application/JSON;charset=\"UTF-8\"",
                "application/vnd.acme.event+json",
                "nonsense",
            })
    void jsonIsReadWhateverItsTypeSays(String type) {
        assertSale(accept(bytes(SALE), "Content-Type", type));
        assertSale(accept(bytes("\uFEFF\r\n " + SALE + "\n"), "Content-Type", type));
    }

    @Test
    void jsonIsReadWithoutAType() {
        assertSale(accept(bytes(SALE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"payload", "payload_json", "json", "data", "body", "event"})
    void jsonIsReadFromTheOnlyFieldOfAForm(String name) {
        String form = name + "=" + URLEncoder.encode(SALE, StandardCharsets.UTF_8);

        assertSale(accept(bytes(form), "Content-Type", FORM));
    }

    @Test
    void jsonWithEscapesIsReadFromAFormWithoutNames() {
        String escaped = URLEncoder.encode(SALE, StandardCharsets.UTF_8);

        assertSale(accept(bytes(escaped), "Content-Type", FORM));
        assertSale(accept(bytes(escaped + "="), "Content-Type", FORM));
    }

    @Test
    void whatOnlyLooksLikeJsonStaysAText() {
        source = TestSource.of(account, "json", "\"category\":\"sale\"");

        for (String text : new String[] {"[1] build failed", "{{ not a template }}", "7", "\"quoted\"", "true"}) {
            JsonNode event = accept("?title=.", text, "text/plain");
            assertThat(event.path("title").asText()).isEqualTo(text);
        }
        assertProblem(post("?title=.", bytes("[1] build failed"), "Content-Type", FORM), 400, "malformed-body");
        assertProblem(post("?title=.", bytes("{\"a\":"), "Content-Type", "application/json"), 400, "malformed-body");
        assertThat(accept("?title=.", "all 100% done", FORM).path("title").asText())
                .isEqualTo("all 100% done");
    }

    private static String part(String headers, String content) {
        return "--x-y\r\nContent-Disposition: form-data; " + headers.replace("\n", "\r\n") + "\r\n\r\n" + content
                + "\r\n";
    }

    private static final String MULTIPART = "multipart/form-data; boundary=x-y";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name=\"payload\"",
                "name=event\nContent-Type: application/json",
                "name=\"whatever\"\nContent-Type: application/json; charset=utf-8",
                "name=\"f\"; filename=\"event.json\"\nContent-Type: application/json",
                "name=\"f\"; filename=\"event.json\"\nContent-Type: application/octet-stream",
            })
    void aJsonPartIsThePayload(String headers) {
        String body = part("name=\"thumb\"; filename=\"a.jpg\"\nContent-Type: image/jpeg", "x")
                + part(headers, SALE)
                + part("name=\"note\"", "n")
                + "--x-y--\r\n";

        assertSale(accept(bytes(body), "Content-Type", MULTIPART));
        assertSale(accept(
                bytes("Preamble\r\n" + body + "Epilogue"), "Content-Type", "Multipart/Mixed; Boundary=\"x-y\"; a=b"));
    }

    @Test
    void partsWithoutAPayloadAreMembers() {
        source = TestSource.of(account, "json", "\"category\":\"sale\"");
        String body = part("name=\"subject\"", "Grüße")
                + part("name=\"envelope\"", "{\"to\":[\"a@b.example\"]}")
                + part("name=\"charsets\"", "{\"to\":\"UTF-8\"}")
                + part("name=\"attachment\"; filename=\"Büro.pdf\"\nContent-Type: application/pdf", "%PDF")
                + part("name=\"tag\"", "a")
                + part("name=\"tag\"", "b")
                + part(
                        "name=\"latin\"\nContent-Type: text/plain; charset=ISO-8859-1\nContent-Transfer-Encoding: base64",
                        "5A==")
                + "--x-y--\r\n";

        JsonNode event = accept(
                "?title=.subject&fields.to=.envelope.to[0]&fields.file=.attachment.name&fields.size=.attachment.size"
                        + "&fields.tags=.tag&fields.latin=.latin",
                body,
                MULTIPART);

        assertThat(event.path("title").asText()).isEqualTo("Grüße");
        assertThat(event.path("fields"))
                .isEqualTo(json(
                        "{\"to\":\"a@b.example\",\"file\":\"Büro.pdf\",\"size\":4,\"tags\":\"[\\\"a\\\",\\\"b\\\"]\","
                                + "\"latin\":\"ä\"}"));
    }

    @Test
    void malformedMultipartIsRefused() {
        String good = part("name=\"payload\"", SALE);
        for (String body : new String[] {good, "--x-y--\r\n", "text", "--x-y", good + "--x-", "--x-y\r\nA"}) {
            assertProblem(post(bytes(body), "Content-Type", MULTIPART), 400, "malformed-body");
        }
        assertProblem(post(bytes(good + "--x-y--\r\n"), "Content-Type", "multipart/form-data"), 400, "malformed-body");
        assertProblem(
                post(
                        bytes(part("name=\"p\"\nContent-Type: application/json", "{") + "--x-y--"),
                        "Content-Type",
                        MULTIPART),
                400,
                "malformed-body");
        assertProblem(
                post(bytes(part("name=\"a\"", "b").repeat(101) + "--x-y--\r\n"), "Content-Type", MULTIPART),
                413,
                "body-too-large");
    }

    private static byte[] gzip(byte[] body) {
        var packed = new ByteArrayOutputStream();
        try (var stream = new GZIPOutputStream(packed)) {
            stream.write(body);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] deflate(byte[] body, boolean bare) {
        var packed = new ByteArrayOutputStream();
        try (var stream = new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_COMPRESSION, bare))) {
            stream.write(body);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    @Test
    void packedBodiesAreUnpacked() {
        String type = "application/json";
        assertSale(accept(gzip(bytes(SALE)), "Content-Type", type, "Content-Encoding", "gzip"));
        assertSale(accept(gzip(bytes(SALE)), "Content-Type", "text/plain", "Content-Encoding", "X-GZIP"));
        assertSale(accept(deflate(bytes(SALE), false), "Content-Type", type, "Content-Encoding", "deflate"));
        assertSale(accept(deflate(bytes(SALE), true), "Content-Type", type, "Content-Encoding", "deflate"));
        assertSale(accept(bytes(SALE), "Content-Type", type, "Content-Encoding", "identity"));
    }

    @Test
    void theSignatureIsOfTheBytesThatWereSent() throws Exception {
        source = TestSource.of(account, "github", "\"secret\":\"s3cret\"", "\"category\":\"bug\"");
        byte[] packed = gzip(bytes(TestSource.fixture("github/push")));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(bytes("s3cret"), "HmacSHA256"));
        String signature = "sha256=" + HexFormat.of().formatHex(mac.doFinal(packed));

        accept(
                packed,
                "Content-Type",
                "application/json",
                "Content-Encoding",
                "gzip",
                "X-GitHub-Event",
                "push",
                "X-Hub-Signature-256",
                signature);
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "compress", "gzip, gzip", "deflate, gzip", "aws-chunked"})
    void anotherCodingIsRefused(String coding) {
        HttpResponse<String> response =
                post(gzip(bytes(SALE)), "Content-Type", "application/json", "Content-Encoding", coding);

        assertProblem(response, 415, "unsupported-encoding");
        assertThat(response.headers().firstValue("Accept-Encoding")).hasValue("gzip, deflate");
    }

    @Test
    void whatIsNoGoodPackageIsRefused() {
        byte[] packed = gzip(bytes(SALE));
        byte[] cut = java.util.Arrays.copyOf(packed, packed.length - 9);
        for (byte[] body : new byte[][] {bytes(SALE), cut, {0x1f, (byte) 0x8b}, deflate(bytes(SALE), false)}) {
            assertProblem(post(body, "Content-Encoding", "gzip"), 400, "malformed-body");
        }
        for (byte[] body : new byte[][] {{1, 2, 3}, packed}) {
            assertProblem(post(body, "Content-Encoding", "deflate"), 400, "malformed-body");
        }
        assertProblem(post(gzip(new byte[0]), "Content-Encoding", "gzip"), 400, "malformed-body");
    }

    @Test
    void aPackedBodyIsBoundedUnpacked() {
        byte[] mapped = bytes("{\"category\":\"sale\",\"title\":\"" + "x".repeat(1_100_000) + "\"}");

        assertProblem(post(gzip(mapped), "Content-Encoding", "gzip"), 413, "body-too-large");
        assertProblem(post(deflate(new byte[30_000_000], false), "Content-Encoding", "deflate"), 413, "body-too-large");
        source = TestSource.of(account, "github");
        assertProblem(post(gzip(new byte[24_000_000]), "Content-Encoding", "gzip"), 413, "body-too-large");
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain; charset=ISO-8859-1,     ISO-8859-1",
        "text/plain;charset=\"iso-8859-1\",  windows-1252",
        "text/plain; charset='windows-1252', windows-1252",
        "text/plain; format=flowed; charset=latin1, ISO-8859-1",
        "text/plain; charset=UTF-16,         UTF-16",
        "text/plain; charset=UTF-16,         UTF-16LE",
        "text/plain; charset=UTF-16,         UTF-16BE",
        "text/plain; charset=UTF-16LE,       UTF-16LE",
        "text/plain; charset=UTF-32,         UTF-32",
        "text/plain,                         UTF-16",
        "text/plain; charset=ISO-8859-15,    ISO-8859-15",
        "application/json; charset=ISO-8859-1, ISO-8859-1",
        "application/json; charset=UTF-16LE, UTF-16LE",
        "application/octet-stream; charset=windows-1250, windows-1250",
    })
    void aTextIsReadInItsCharset(String type, String charset) {
        byte[] body = SALE.getBytes(Charset.forName(charset));

        assertSale(accept(body, "Content-Type", type));
        if (type.startsWith("text/")) {
            source = TestSource.of(account, "json", "\"category\":\"sale\"");
            byte[] text = "Größe: 5".getBytes(Charset.forName(charset));
            JsonNode event = source.accepted(post("?title=.", text, "Content-Type", type))
                    .getFirst();
            assertThat(event.path("title").asText()).isEqualTo("Größe: 5");
        }
    }

    @Test
    void aFormAndXmlAreReadInTheirCharset() {
        source = TestSource.of(account, "json", "\"category\":\"sale\"");

        assertThat(accept("?title=.t", "t=%C4+%26", FORM + "; charset=ISO-8859-1")
                        .path("title")
                        .asText())
                .isEqualTo("Ä &");
        byte[] xml = "<?xml version=\"1.0\" encoding='ISO-8859-1'?><a>Ä</a>".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(source.accepted(post("?description=.", xml, "Content-Type", "application/xml"))
                        .getFirst()
                        .path("description")
                        .asText())
                .endsWith("<a>Ä</a>");
    }

    @Test
    void anUnknownCharsetAndWrongBytesAreRefused() {
        for (String type : new String[] {"text/plain", "application/json", FORM}) {
            HttpResponse<String> response = post(bytes(SALE), "Content-Type", type + "; charset=klingon");
            assertProblem(response, 415, "unsupported-charset");
            assertThat(response.body()).contains("klingon");
        }
        byte[] latin = SALE.getBytes(StandardCharsets.ISO_8859_1);
        for (String type :
                new String[] {"text/plain", "application/json", FORM, "text/xml", "text/plain; charset=utf-8"}) {
            assertProblem(post(latin, "Content-Type", type), 400, "malformed-body");
        }
        assertProblem(
                post(new byte[] {(byte) 0xD8, 0, 0x41}, "Content-Type", "text/plain; charset=utf-16be"),
                400,
                "malformed-body");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "1767322800                   | 2026-01-02T03:00:00Z",
                "1767322800.5                 | 2026-01-02T03:00:00.500Z",
                "1767322800123                | 2026-01-02T03:00:00.123Z",
                "1767322800123456             | 2026-01-02T03:00:00.123456Z",
                "1767322800123456789          | 2026-01-02T03:00:00.123457Z",
                "'1767322800'                 | 2026-01-02T03:00:00Z",
                "'1767322800.25'              | 2026-01-02T03:00:00.250Z",
                "'1767322800123'              | 2026-01-02T03:00:00.123Z",
                "'2026-01-02T04:00:00+0100'   | 2026-01-02T03:00:00Z",
                "'2026-01-02T04:00:00.5+01:00'| 2026-01-02T03:00:00.500Z",
                "'2026-01-02 03:00:00 UTC'    | 2026-01-02T03:00:00Z",
                "'2026-01-02 03:00:00'        | 2026-01-02T03:00:00Z",
                "'2026-01-02T03:00:00'        | 2026-01-02T03:00:00Z",
                "'2026-01-02 03:00:00 +0000 UTC' | 2026-01-02T03:00:00Z",
                "'2026-01-02 04:00:00.25 +0100 CET m=+0.5' | 2026-01-02T03:00:00.250Z",
                "'Fri, 02 Jan 2026 03:00:00 GMT' | 2026-01-02T03:00:00Z",
                "'Fri, 02 Jan 2026 04:00:00 +0100' | 2026-01-02T03:00:00Z",
                "'20260102T030000Z'           | 2026-01-02T03:00:00Z",
                "'/Date(1767322800000)/'      | 2026-01-02T03:00:00Z",
                "'2026-01-02T04:00:00+01:00[Europe/Berlin]' | 2026-01-02T03:00:00Z",
                "'2026-01-02'                 | 2026-01-02T00:00:00Z",
            })
    void aTimeIsReadAsSendersWriteIt(String written, String read) {
        String value = written.replace('\'', '"');

        for (String query : new String[] {"", "?category=sale&title=.title&timestamp=.timestamp"}) {
            JsonNode event = source.accepted(post(
                            query,
                            bytes("{\"category\":\"sale\",\"title\":\"T\",\"timestamp\":" + value + "}"),
                            "Content-Type",
                            "application/json"))
                    .getFirst();
            assertThat(java.time.Instant.parse(event.path("timestamp").asText()))
                    .isEqualTo(java.time.Instant.parse(read));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"soon\"", "12", "1e300", "-1e300", "\"\"", "true", "[1]", "{}", "\"0001-01-01T00:00:00Z\""})
    void anUnreadableTimeIsLeftOut(String written) {
        JsonNode event = accept(
                bytes("{\"category\":\"sale\",\"title\":\"T\",\"timestamp\":" + written + "}"), "Content-Type", "a/b");

        assertThat(event.path("title").asText()).isEqualTo("T");
    }

    @Test
    void aPathReachesIntoJsonWithinAText() {
        source = TestSource.of(account, "json", "\"category\":\"sale\"");
        String body =
                "{\"Type\":\"Notification\",\"Message\":\"{\\\"detail\\\":{\\\"state\\\":[\\\"ALARM\\\"]},\\\"n\\\":null}\"}";

        JsonNode event = accept("?title=.Message.detail.state[0]&description=.Message", body, "text/plain");

        assertThat(event.path("title").asText()).isEqualTo("ALARM");
        assertThat(event.path("description").asText()).startsWith("{\"detail\"");
        assertThat(accept("?title=$.Message['detail'].state.0&url=.Message.n", body, "text/plain")
                        .path("title")
                        .asText())
                .isEqualTo("ALARM");
    }

    @Test
    void pathsThatFindNothingAreNamed() {
        source = TestSource.of(account, "json", "\"category\":\"sale\"", "\"settings\":{\"fields.host\":\".host\"}");

        HttpResponse<String> response =
                post("?title=.nope", bytes("{\"check\":\"s3cret\",\"name\":7}"), "Content-Type", "text/plain");

        assertProblem(response, 422, "invalid-event");
        assertThat(json(response).path("message").asText())
                .contains("title = .nope", "fields.host = .host", "check, name")
                .doesNotContain("s3cret");
        assertThat(json(post("?title=.a", bytes("[1,2]"), "Content-Type", "a/b"))
                        .path("message")
                        .asText())
                .contains("list of 2");
        JsonNode some = accept("?title=.nope&description=.name", "{\"name\":\"N\"}", "text/plain");
        assertThat(some.path("description").asText()).isEqualTo("N");
        assertThat(accept("?title=Ping", "{\"name\":\"N\"}", "text/plain")
                        .path("title")
                        .asText())
                .isEqualTo("Ping");
        assertThat(accept("?fields=.all", "{\"all\":{\"a\":1,\"b\":[2]}}", "text/plain")
                        .path("fields")
                        .toString())
                .isEqualTo("{\"a\":1,\"b\":\"[2]\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?title=.nope",
                "?category=sale",
                "?category=sale&title=.nope",
                "?category=.name",
                "?title=.empty",
                "?fields.a=.empty",
                "?timestamp=.name&emoji=.name",
            })
    void anEventWithoutContentIsRefused(String query) {
        source = TestSource.of(account, "json", "\"category\":\"sale\"");

        assertProblem(
                post(query, bytes("{\"name\":\"sale\",\"empty\":\"\"}"), "Content-Type", "text/plain"),
                422,
                "invalid-event");
    }

    @Test
    void aTextWithoutAMappingIsRefusedWithWhatToDo() {
        HttpResponse<String> response = post(bytes("disk full"), "Content-Type", "text/plain");

        assertProblem(response, 422, "invalid-event");
        assertThat(json(response).path("message").asText()).contains("no object but a string", "?title=.");
    }

    @Test
    void aMisspeltMemberIsNamed() {
        HttpResponse<String> parameter = post("?titel=.x", bytes("{\"x\":1}"), "Content-Type", "application/json");
        source = TestSource.of(account, "json", "\"settings\":{\"titel\":\".x\"}");
        HttpResponse<String> setting = post("", bytes("{\"x\":1}"), "Content-Type", "application/json");

        for (HttpResponse<String> response : java.util.List.of(parameter, setting)) {
            assertProblem(response, 422, "invalid-event");
            assertThat(json(response).path("message").asText())
                    .contains("\"titel\"", "title, description, timestamp, url, emoji", "fields.<name>");
        }
    }
}

package io.notifyflow.ingest;

import static io.notifyflow.ingest.EventApiTest.assertProblem;
import static io.notifyflow.testing.TestAccount.json;
import static io.notifyflow.testing.TestAccount.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What is JSON by RFC 8259, and what is not, however other parsers may read it. */
@HubTest
class JsonGrammarTest {

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "1",
                "-12",
                "1.5",
                "0.10",
                "1e2",
                "1E2",
                "1e+2",
                "2E-3",
                "0e0",
                "0e+1",
                "-0.0000001",
                "123456789012345678901234567890",
                "1.000000000000000005",
                "true",
                "false",
                "\"\"",
                "\"a\"",
                "\" \"",
                "\"\\\"\"",
                "\"\\\\\"",
                "\"\\/\"",
                "\"\\b\\f\\n\\r\\t\"",
                "\"/\"",
                "\"\\u0041\"",
                "\"\\u00e9\"",
                "\"\\uD834\\uDD1E\"",
                "\"\\ud834\\udd1e\"",
                "\"\uD834\uDD1E\"",
                "\"\\uFFFF\"",
                "\"\uFFFF\"",
                "\"\\u2028\\u2029\"",
                "\"\u2028\"",
                "\"\u20AC\"",
                "\"\u007F\"",
                "\"\\uFDD0\"",
                "\"\u00e9e\u0301\"",
                "\"\\u0000\"",
                "\"\u0085\"",
                "null",
                "[]",
                "[1,[2]]",
                "{}",
                "{\"a\":{}}",
                "{\"\":0}"
            })
    void jsonIsReadWhateverItMeans(String value) {
        int status = account.submit(" {\"category\" : \"sale\", \"fields\" : {\"a\" :\t" + value + "\r\n} } ")
                .statusCode();
        assertThat(status).isIn(202, 422);
        assertThat(account.submit(value).statusCode()).isEqualTo(value.equals("null") ? 400 : 422);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+1",
                "01",
                "-01",
                "-",
                ".5",
                "-.5",
                "1.",
                "1.e1",
                "1e",
                "1e+",
                "1eE2",
                "1.2.3",
                "0x1F",
                "1_000",
                "1 2",
                "NaN",
                "-NaN",
                "Infinity",
                "-Infinity",
                "nan",
                "True",
                "FALSE",
                "nul",
                "undefined",
                "tru",
                "\uFF11",
                "'a'",
                "\"a",
                "a\"",
                "\"\\x41\"",
                "\"\\u12\"",
                "\"\\u12G4\"",
                "\"\\U0041\"",
                "\"\\\"",
                "\"\\ \"",
                "\"\\a\"",
                "\"\\0\"",
                "\"a\u0000b\"",
                "\"a\u0001b\"",
                "\"a\tb\"",
                "\"a\nb\"",
                "\"a\u001Fb\"",
                "\"\\\uD83D\uDE00\"",
                "[1,]",
                "[,1]",
                "[1,,2]",
                "[1 2]",
                "[1",
                "1]",
                "[\"a\"",
                "[}",
                "[1}",
                "[1:2]",
                "[*]",
                "[\"a\",\n",
                "{\"a\":1,}",
                "{,\"a\":1}",
                "{\"a\" 1}",
                "{\"a\"}",
                "{\"a\":}",
                "{:1}",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "{\"a\"::1}",
                "{\"a\":1,,\"b\":2}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1",
                "{\"a\":1}}",
                "{[]:1}",
                "{\"a\",1}",
                "\"a\" // comment",
                "/**/1",
                "1#",
                "<1>",
                "\u00A01",
                "\u000C1",
                "\u20601",
                "\uFEFF1",
                "1\u0000",
                "*",
                "&"
            })
    void whatIsNoJsonIsRefused(String value) {
        // What stands where no value may stand is told first, before the rest is read.
        assertThat(account.submit("{\"category\":\"sale\",\"fields\":{\"a\":" + value + "}}")
                        .statusCode())
                .isIn(400, 422);
        HttpResponse<String> inBatch =
                batch(("[{\"category\":\"sale\"},{\"category\":\"sale\",\"fields\":{\"a\":" + value + "}}]")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(inBatch.statusCode()).isIn(207, 400);
        assertThat(inBatch.statusCode() == 400
                        || json(inBatch).at("/results/1/status").asInt() >= 400)
                .as(inBatch.body())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        // Overlong forms of a slash and of U+0000.
        "C0AF",
        "E080AF",
        "F08080AF",
        "C080",
        "C1BF",
        "F8888080AF",
        "FC848080AF",
        // Surrogates, and what lies beyond U+10FFFF.
        "EDA080",
        "EDBFBF",
        "EDA0B4EDB49E",
        "F4908080",
        "F7BFBFBF",
        // Sequences that end too early, begin in their middle, or never were.
        "80",
        "BF",
        "C3",
        "E282",
        "E28228",
        "F09F98",
        "FE",
        "FF",
        "C328",
        "E9",
        "A0A1"
    })
    void whatIsNotUtf8IsRefusedInTextsAndNames(String hex) {
        byte[] wrong = HexFormat.of().parseHex(hex);
        for (String around : List.of("{\"category\":\"sale\",\"title\":\"?\"}", "{\"category\":\"sale\",\"?\":1}")) {
            byte[] body = with(around, wrong);

            assertProblem(post("/api/v1/events", "application/json", body), 400, "malformed-body");
            assertThat(post("/api/v1/events", "application/json", body).body()).contains("UTF-8");
            HttpResponse<String> batch = batch(with("[{\"category\":\"sale\"}," + around + "]", wrong));
            assertThat(batch.statusCode()).as(batch.body()).isEqualTo(207);
            assertThat(json(batch).path("results").findValuesAsText("status")).containsExactly("202", "400");
        }
    }

    private static byte[] with(String around, byte[] inside) {
        var body = new ByteArrayOutputStream();
        String[] parts = around.split("\\?", -1);
        body.writeBytes(parts[0].getBytes(StandardCharsets.UTF_8));
        body.writeBytes(inside);
        body.writeBytes(parts[1].getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\ud800",
                "\\uDFFF",
                "\\udc00\\ud800",
                "\\ud800\\ud800",
                "\\ud800\\u0041",
                "\\ud800a",
                "\\uD800\\n",
                "\\ud83d\\\\ude00"
            })
    void halfOfASurrogatePairIsNoText(String escape) {
        HttpResponse<String> title = account.submit("{\"category\":\"sale\",\"title\":\"" + escape + "\"}");
        assertProblem(title, 400, "malformed-body");
        assertThat(json(title).path("message").asText()).contains("surrogate").contains("(title)");
        assertProblem(
                account.submit("{\"category\":\"sale\",\"fields\":{\"" + escape + "\":1}}"), 400, "malformed-body");
    }

    @Test
    void aByteOrderMarkAtTheStartIsSkipped() {
        account.accept("\uFEFF{\"category\":\"sale\"}");
        assertThat(batch("\uFEFF[{\"category\":\"sale\"}]".getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(202);
        assertThat(post(
                                "/api/v1/events/batch",
                                "application/x-ndjson",
                                "\uFEFF{\"category\":\"sale\"}\n".getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(202);
        assertProblem(account.submit("\uFEFF"), 400, "malformed-body");
        assertProblem(account.submit("{\uFEFF\"category\":\"sale\"}"), 400, "malformed-body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0080", "\\u0085", "\\u009F", "\u0085", "\\u007f", "\\u0000", "\\u001b", "\\u000b"})
    void controlCharactersAreRefusedWithTheirMember(String text) {
        for (String member : List.of("title", "description", "emoji")) {
            HttpResponse<String> response =
                    account.submit("{\"category\":\"sale\",\"" + member + "\":\"a" + text + "\"}");
            assertProblem(response, 422, "invalid-event");
            assertThat(json(response).at("/errors/0/member").asText()).isEqualTo(member);
        }
        assertProblem(account.submit("{\"category\":\"sale\",\"fields\":{\"a" + text + "\":1}}"), 422, "invalid-event");
    }

    @Test
    void lengthsCountCharactersAndNotUnits() {
        String emoji = "😀";
        UUID id = account.accept("{\"category\":\"sale\",\"title\":\"" + emoji.repeat(256) + "\",\"description\":\""
                + emoji.repeat(8192) + "\",\"emoji\":\"" + emoji.repeat(32) + "\",\"fields\":{\"" + emoji.repeat(100)
                + "\":\"" + emoji.repeat(2000) + "\"}}");
        assertThat(account.event(id).path("title").asText()).isEqualTo(emoji.repeat(256));
        for (String member : List.of(
                "\"title\":\"" + emoji.repeat(257) + "\"",
                "\"description\":\"" + emoji.repeat(8193) + "\"",
                "\"emoji\":\"" + emoji.repeat(33) + "\"",
                "\"fields\":{\"" + emoji.repeat(101) + "\":1}",
                "\"fields\":{\"a\":\"" + emoji.repeat(2001) + "\"}")) {
            assertProblem(account.submit("{\"category\":\"sale\"," + member + "}"), 422, "invalid-event");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "undefined",
                "null",
                "NIL",
                "0",
                "1/0",
                "-1",
                "1e309",
                "0xdeadbeef",
                "٠١٢٣",
                "⁰⁴⁵",
                "₀₁₂",
                "田中さん",
                "社會科學院",
                "ヽ༼ຈل͜ຈ༽ﾉ",
                "(╯°□°）╯︵ ┻━┻)",
                "👾 🙇 💁",
                "👩‍👩‍👧‍👦",
                "🇺🇸🇷🇺🇸",
                "מלה",
                "\u202Eabc\u202C",
                "\u2066a\u2069",
                "\uFEFFa",
                "\u200B",
                "\u00AD",
                "\u180E",
                "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤",
                "<script>alert(1)</script>",
                "'; DROP TABLE event; --",
                "$(touch /tmp/x)",
                "`id`",
                "%s%n",
                "%00",
                "../../etc/passwd",
                "{{7*7}}",
                "${7*7}",
                "${header.x}",
                "#{1+1}",
                "{\\\"a\\\":1}",
                "\\\\u0000",
                "CON",
                "file:///etc/passwd",
                "@everyone",
                "﷽",
                "ﬀ",
                "İıſK",
                "ß",
                "\uFFFD",
                "\uFFFE",
                "Power لُلُصّبُلُلصّبُررً ॣ ॣh ॣ ॣ 冗"
            })
    void anyTextComesBackAsItWasSent(String text) {
        UUID id = account.accept("{\"category\":\"sale\",\"title\":\"x" + text + "\",\"description\":\"" + text
                + "\",\"fields\":{\"n" + text + "\":\"" + text + "\"}}");

        String sent = json("\"" + text + "\"").asText();
        assertThat(account.event(id).path("description").asText()).isEqualTo(sent);
        assertThat(account.event(id).path("fields").path("n" + sent).asText()).isEqualTo(sent);
    }

    private HttpResponse<String> batch(byte[] body) {
        return post("/api/v1/events/batch", "application/json", body);
    }

    private HttpResponse<String> post(String path, String type, byte[] body) {
        return send(account.request(path)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body))
                .build());
    }
}

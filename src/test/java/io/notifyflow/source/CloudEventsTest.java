package io.notifyflow.source;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** CloudEvents 1.0.2 and its HTTP binding; the first tests are the scenarios of cloudevents/conformance. */
@HubTest
class CloudEventsTest {

    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";

    @Autowired
    Hub hub;

    TestAccount account;
    TestSource source;

    @BeforeEach
    void makeSource() {
        account = hub.newAccount();
        source = TestSource.of(account, "cloudevents", "\"category\":\"debug\"");
    }

    /** An event with what is needed, and members that are added; one that is {@code null} is taken away. */
    private static String event(String... members) {
        ObjectNode event =
                (ObjectNode) json("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/orders\",\"type\":\"a.debug\"}");
        for (String member : members) {
            JsonNode more = json("{" + member + "}");
            event.setAll((ObjectNode) more);
        }
        return event.toString();
    }

    private HttpResponse<String> structured(String body) {
        return source.post(body, "Content-Type", STRUCTURED);
    }

    private HttpResponse<String> binary(String body, String... more) {
        var headers = new ArrayList<>(
                List.of("ce-specversion", "1.0", "ce-id", "1", "ce-source", "/orders", "ce-type", "a.debug"));
        for (int i = 0; i < more.length; i += 2) {
            int there = headers.indexOf(more[i]);
            if (there < 0) {
                headers.addAll(Arrays.asList(more[i], more[i + 1]));
            } else {
                headers.set(there + 1, more[i + 1]);
            }
        }
        return source.post(body, headers.toArray(String[]::new));
    }

    private JsonNode accepted(HttpResponse<String> response) {
        return source.accepted(response).getFirst();
    }

    private static void requireRefused(HttpResponse<String> response, String named) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
        assertThat(json(response).path("message").asText()).contains(named);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "APPLICATION/JSON;charset=UTF-8",
                "application/vnd.shop+json"
            })
    void binaryModeHasAttributesInHeadersAndDataInTheBody(String contentType) {
        JsonNode event = accepted(binary(
                "{\"message\":\"Hello\"}",
                "Content-Type",
                contentType,
                "CE-Time",
                "2018-04-05T03:56:24Z",
                "Ce-Subject",
                "s"));

        assertThat(event.path("title").asText()).isEqualTo("s");
        assertThat(event.path("timestamp").asText()).isEqualTo("2018-04-05T03:56:24Z");
        assertThat(event.path("fields").toString())
                .isEqualTo("{\"type\":\"a.debug\",\"source\":\"/orders\",\"message\":\"Hello\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {STRUCTURED, STRUCTURED + "; charset=utf-8", "Application/CloudEvents+JSON ;charset=\"UTF-8\""})
    void structuredModeHasAllInTheBody(String contentType) {
        JsonNode event = accepted(source.post(
                event("\"datacontenttype\":\"application/json\"", "\"data\":{\"message\":\"Hello\"}"),
                "Content-Type",
                contentType));

        assertThat(event.path("title").asText()).isEqualTo("a.debug");
        assertThat(event.at("/fields/message").asText()).isEqualTo("Hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {BATCH, "APPLICATION/cloudevents-BATCH+json; charset=utf-8"})
    void aBatchHasSeveral(String contentType) {
        List<JsonNode> events = source.accepted(
                source.post("[" + event() + "," + event("\"id\":\"2\"") + "]", "Content-Type", contentType));

        assertThat(events).hasSize(2).doesNotHaveDuplicates();
        assertThat(source.post("[]", "Content-Type", contentType).statusCode()).isEqualTo(200);
        assertThat(source.post(event(), "Content-Type", contentType).statusCode())
                .isEqualTo(422);
    }

    @Test
    void oneBadEventIsRefusedAlone() {
        HttpResponse<String> response = source.post(
                "[" + event() + ",7," + event("\"id\":null") + ",[" + event() + "],null,\"x\","
                        + event("\"specversion\":\"0.3\"") + ","
                        + event("\"id\":\"2\",\"data\":1,\"data_base64\":\"MQ==\"")
                        + "," + event("\"id\":\"3\"") + "]",
                "Content-Type",
                BATCH);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(207);
        assertThat(json(response).path("results").findValuesAsText("status"))
                .containsExactly("202", "422", "422", "422", "422", "422", "422", "422", "202");
        assertThat(json(response).at("/results/2/message").asText()).isEqualTo("id is required");
        assertThat(json(response).at("/results/6/message").asText()).contains("specversion must be 1.0");
        assertThat(json(response).at("/results/7/message").asText()).contains("data_base64");
        assertThat(response.body()).doesNotContain("Cannot ").doesNotContain("jq");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"id\":null|id",
                "\"id\":\"\"|id",
                "\"id\":7|id",
                "\"source\":null|source",
                "\"source\":\"\"|source",
                "\"source\":\"a b\"|source",
                "\"type\":null|type",
                "\"type\":\"\"|type",
                "\"type\":[]|type",
                "\"specversion\":null|specversion",
                "\"specversion\":\"1.1\"|specversion",
                "\"specversion\":1.0|specversion",
                "\"time\":\"yesterday\"|time",
                "\"time\":\"2026-05-01\"|time",
                "\"time\":\"2026-05-01T12:00Z\"|time",
                "\"time\":1700000000|time",
                "\"subject\":\"\"|subject",
                "\"dataschema\":\"/relative\"|dataschema",
                "\"datacontenttype\":\"json\"|datacontenttype",
                "\"myExtension\":\"x\"|myExtension",
                "\"my-extension\":\"x\"|my-extension",
                "\"my_extension\":\"x\"|my_extension",
                "\"\":\"x\"|no name",
                "\"ext\":{}|ext",
                "\"ext\":[1]|ext",
                "\"ext\":1.5|ext",
                "\"ext\":2147483648|ext",
                "\"ext\":\"a\\u0007\"|ext",
                "\"ext\":\"a\\u0085\"|ext",
                "\"ext\":\"a\\uffff\"|ext",
                "\"data\":1,\"data_base64\":\"MQ==\"|data_base64",
                "\"data\":null,\"data_base64\":\"MQ==\"|data_base64",
                "\"data_base64\":\"!!!\"|data_base64",
                "\"data_base64\":7|data_base64",
                "\"data_base64\":\"e30\",\"datacontenttype\":\"text/plain\",\"id\":\"\"|id",
                "\"datacontenttype\":\"application/json\",\"data_base64\":\"ew==\"|data_base64",
                "\"datacontenttype\":\"text/plain\",\"data_base64\":\"/w==\"|data_base64",
            })
    void anAttributeThatIsMissingOrWrongIsNamed(String member, String named) {
        requireRefused(structured(event(member)), named);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"ext\":\"x\"",
                "\"ext\":7",
                "\"ext\":-2147483648",
                "\"ext\":true",
                "\"ext\":null",
                "\"e1\":\"\"",
                "\"subject\":null",
                "\"time\":\"2020-01-01t00:00:00.123456789+01:00\"",
                "\"source\":\"urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66\"",
                "\"source\":\"#part\"",
                "\"source\":\"https://github.com/cloudevents\"",
                "\"id\":\" \"",
                "\"id\":\"😀\"",
                "\"dataschema\":\"https://example.com/schema\"",
                "\"datacontenttype\":\"text/xml; charset=utf-8\",\"data\":\"<a/>\"",
                "\"anextensionwithaverylongname\":\"x\"",
                "\"refused\":\"no\"",
                "\"category\":7",
                "\"category\":\"sale\""
            })
    void whatTheSpecificationAllowsIsAccepted(String member) {
        accepted(structured(event(member)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"data\":42|/fields/data|42",
                "\"data\":true|/fields/data|true",
                "\"data\":[1,2]|/fields/data|[1,2]",
                "\"data\":\"text\"|/description|text",
                "\"data\":{\"a\":1.50}|/fields/a|1.50",
                "\"data\":{\"a\":[1]}|/fields/a|[1]",
                "\"data_base64\":\"eyJhIjoiYiJ9\"|/fields/a|b",
                "\"data_base64\":\"NDI=\",\"datacontenttype\":\"application/json\"|/fields/data|42",
                "\"data_base64\":\"aGVsbG8=\",\"datacontenttype\":\"text/plain\"|/description|hello",
                "\"data_base64\":\"aGVsbG8=\"|/description|hello",
                "\"data_base64\":\"/////w==\",\"datacontenttype\":\"image/png\"|/description|Data of type image/png",
            })
    void dataComesAsWhatItIs(String member, String place, String value) {
        assertThat(accepted(structured(event(member))).at(place).asText()).isEqualTo(value);
    }

    @Test
    void eventsWithoutDataAndWithTextAreEvents() {
        assertThat(accepted(binary("")).path("title").asText()).isEqualTo("a.debug");
        assertThat(accepted(structured(event("\"id\":\"2\"")))
                        .path("description")
                        .isMissingNode())
                .isTrue();
        assertThat(accepted(binary("plain words", "Content-Type", "text/plain", "ce-id", "3"))
                        .path("description")
                        .asText())
                .isEqualTo("plain words");
        assertThat(accepted(binary("7", "ce-id", "4")).at("/fields/data").asText())
                .isEqualTo("7");
    }

    @Test
    void twoEventsAreNeverTakenForOne() {
        // Neither has an id, and neither is swallowed by the other: both are told what they lack.
        for (int i = 0; i < 2; i++) {
            requireRefused(structured(event("\"id\":null,\"subject\":\"" + i + "\"")), "id is required");
        }
        JsonNode first = id("\"source\":\"/a\",\"id\":\"b\"");
        assertThat(id("\"source\":\"/a\",\"id\":\"c\"")).isNotEqualTo(first);
        assertThat(id("\"source\":\"/b\",\"id\":\"b\"")).isNotEqualTo(first);
        assertThat(id("\"source\":\"/a\",\"id\":\"b\"")).isEqualTo(first);
    }

    private JsonNode id(String members) {
        return accepted(structured(event(members))).path("eventId");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Euro%20%E2%82%AC%20%F0%9F%98%80|Euro € 😀",
                "%65uro|euro",
                "a%2525b|a%25b",
                "a+b|a+b",
                "\"quoted \\\\\" words\"|quoted \" words",
                "%e2%82%ac|€",
            })
    void headersAreUnquotedAndDecodedOnce(String sent, String meant) {
        assertThat(accepted(binary("", "ce-subject", sent.replace("\\\\", "\\")))
                        .path("title")
                        .asText())
                .isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource({
        "ce-subject,%C0%A0",
        "ce-subject,%FF",
        "ce-subject,%ED%A0%80",
        "ce-subject,%zz",
        "ce-subject,50%",
        "ce-subject,%00",
        "ce-subject,%0A",
        "ce-id,''",
        "ce-source,''",
        "ce-type,''",
        "ce-source,a%20b",
        "ce-specversion,2.0",
        "ce-time,now",
        "ce-my-ext,x",
        "ce-my_ext,x",
        "ce-data,x",
        "ce-data_base64,x",
        "ce-datacontenttype,text/plain"
    })
    void aHeaderThatIsWrongIsRefused(String header, String value) {
        HttpResponse<String> response = binary("", header, value);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
        assertThat(json(response).path("message").asText()).contains(header.substring(3));
    }

    @Test
    void anAttributeMayBeSentOnce() {
        HttpResponse<String> response = source.post(
                "", "ce-specversion", "1.0", "ce-id", "1", "ce-id", "2", "ce-source", "/orders", "ce-type", "a.debug");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/cloudevents+xml", "application/cloudevents-batch+xml", "application/cloudevents+avro",
                "application/cloudevents", "application/cloudevents+protobuf; charset=utf-8",
                        "APPLICATION/CLOUDEVENTS+XML"
            })
    void anotherFormatIsNotSupported(String contentType) {
        assertThat(source.post("<event/>", "Content-Type", contentType).statusCode())
                .isEqualTo(415);
    }

    @Test
    void whatIsNoCloudEventIsToldWhatItLacks() {
        requireRefused(source.post("{\"category\":\"sale\"}"), "specversion is required");
        requireRefused(structured("[" + event() + "]"), "JSON object");
        requireRefused(structured("7"), "JSON object");
        assertThat(structured("{").statusCode()).isEqualTo(400);
        assertThat(structured(event("\"data\":0").replace(":0}", ":1e9999999999}"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(structured("").statusCode()).isEqualTo(400);
    }
}

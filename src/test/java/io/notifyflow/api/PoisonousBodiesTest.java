package io.notifyflow.api;

import static io.notifyflow.testing.TestAccount.json;
import static io.notifyflow.testing.TestAccount.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.testing.ApiContract;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Bodies that parsers and databases choke on, at every operation that takes one: no failure, and the place is named. */
@HubTest
class PoisonousBodiesTest {

    private static final List<String> OPERATIONS = Stream.concat(
                    ApiContract.takingBodies().stream(), Stream.of("POST /api/v1/people/sign-in-links"))
            .distinct()
            .toList();

    @Autowired
    Hub hub;

    TestAccount account;
    Map<String, String> ids;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount().asOperator();
        ids = Map.of(
                "routeId", "source.github",
                "id", account.accept("{\"category\":\"sale\"}").toString(),
                "destinationId",
                        made("destinations", "{\"name\":\"d\",\"type\":\"ntfy\",\"settings\":{\"topic\":\"t\"}}"),
                "sourceId", made("sources", "{\"name\":\"s\",\"type\":\"json\"}"),
                "categoryId", made("categories", "{\"name\":\"c\"}"));
    }

    private String made(String kind, String body) {
        HttpResponse<String> made = account.call("POST", "/api/v1/" + kind, body);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String location = made.headers().firstValue("Location").orElseThrow();
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private HttpResponse<String> call(String operation, byte[] body) {
        String[] parts = operation.split(" ");
        String path = parts[1];
        for (Map.Entry<String, String> id : ids.entrySet()) {
            path = path.replace("{" + id.getKey() + "}", id.getValue());
        }
        path = path.replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
        return send(account.request(path)
                .header("Content-Type", "application/json")
                .method(parts[0], BodyPublishers.ofByteArray(body))
                .build());
    }

    private HttpResponse<String> call(String operation, String body) {
        return call(operation, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String inBatch(String operation, String body) {
        return operation.endsWith("/batch") ? "[" + body + "]" : body;
    }

    private static void requireRefused(String operation, HttpResponse<String> response, int status) {
        // Of a batch each element is refused by itself.
        String found = response.statusCode() == 207
                ? json(response).at("/results/0/status").asText()
                : String.valueOf(response.statusCode());
        assertThat(found).as(operation + " " + response.body()).isEqualTo(String.valueOf(status));
    }

    @Test
    void aNumberThatNobodyCanCalculateWithIsRefusedWithItsPlace() {
        for (String operation : OPERATIONS) {
            for (String number : List.of("1e9999999999", "-1E+9999999999", "1e-9999999999", "1".repeat(401))) {
                HttpResponse<String> response = call(operation, inBatch(operation, "{\"name\": " + number + "}"));

                requireRefused(operation, response, 400);
                assertThat(response.body())
                        .as(operation)
                        .contains("line 1, column")
                        .contains("name");
            }
            requireRefused(operation, call(operation, inBatch(operation, "1e9999999999")), 400);
            requireRefused(operation, call(operation, inBatch(operation, "{\"name\":[{\"a\":1e9999999999}]}")), 400);
        }
    }

    @Test
    void aLargeNumberIsNeverWrittenOut() {
        for (String operation : OPERATIONS) {
            for (String member : List.of("name", "events", "all", "perSecond", "digestSeconds", "enabled", "email")) {
                requireRefused(operation, call(operation, inBatch(operation, "{\"" + member + "\":1e999999999}")), 422);
            }
        }
    }

    @Test
    void theCharacterZeroIsRefusedWithItsMember() {
        for (String operation : OPERATIONS) {
            for (String member : List.of("name", "reason", "confirm", "email", "expression", "destination", "plan")) {
                HttpResponse<String> response =
                        call(operation, inBatch(operation, "{\"" + member + "\":\"a\\u0000b\"}"));

                requireRefused(operation, response, 422);
                assertThat(response.body()).as(operation).contains(member);
            }
        }
    }

    @Test
    void theCharacterZeroInSettingsIsRefusedWithItsMember() {
        for (String settings : List.of(
                "{\"a\":\"x\\u0000\"}",
                "{\"a\":{\"b\":[\"\\u0000\"]}}",
                "{\"a\\u0000\":1}",
                "{\"fields.x\":\"\\u0000\"}")) {
            HttpResponse<String> response =
                    call("POST /api/v1/sources", "{\"type\":\"json\",\"name\":\"zero\",\"settings\":" + settings + "}");

            requireRefused(settings, response, 422);
            assertThat(json(response).path("errors").findValuesAsText("member"))
                    .anyMatch(member -> member.startsWith("settings."));
        }
        requireRefused("filter", call("POST /api/v1/redrives", "{\"filter\":{\"destination\":\"a\\u0000\"}}"), 422);
        for (String type : List.of("ntfy", "slack", "telegram", "webhook", "email", "discord-webhook", "teams")) {
            requireRefused(
                    type,
                    call(
                            "POST /api/v1/destinations",
                            "{\"name\":\"zero\",\"type\":\"" + type
                                    + "\",\"settings\":{\"url\":\"https://example.com/\\u0000\",\"topic\":\"a\\u0000\","
                                    + "\"to\":\"a\\u0000@example.com\",\"token\":\"\\u0000\",\"chatId\":\"\\u0000\"}}"),
                    422);
        }
    }

    @Test
    void anotherEncodingThanUtf8IsRefused() {
        for (String operation : OPERATIONS) {
            String body = inBatch(operation, "{\"category\":\"sale\"}");
            for (String charset : List.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")) {
                requireRefused(operation + charset, call(operation, body.getBytes(Charset.forName(charset))), 400);
            }
        }
    }

    @Test
    void blanksAreNoBody() {
        for (String operation : OPERATIONS) {
            requireRefused(operation, call(operation, " \t\r\n"), 400);
            requireRefused(operation, call(operation, "\uFEFF"), 400);
        }
    }

    @Test
    void theCharacterZeroInAPathOrAQueryIsNoFailure() {
        for (String operation : ApiContract.described()) {
            String[] parts = operation.split(" ");
            if (!parts[0].equals("GET")) {
                continue;
            }
            HttpResponse<String> path = account.call("GET", parts[1].replaceAll("\\{[^}]+}", "a%00b"));
            assertThat(path.statusCode()).as(operation + path.body()).isLessThan(500);
            for (String name :
                    List.of("q", "field", "destination", "category", "cursor", "provider", "state", "month")) {
                HttpResponse<String> query = account.call(
                        "GET", parts[1].replaceAll("\\{[^}]+}", "x") + "?" + name + "=a%00b&value=%00&is=is");
                assertThat(query.statusCode()).as(operation + query.body()).isBetween(200, 499);
            }
        }
    }

    @Test
    void whatIsNotUtf8InAPathOrAQueryIsRefused() {
        assertThat(account.call("GET", "/api/v1/events?q=%C0%AF").statusCode()).isEqualTo(400);
        assertThat(account.call("GET", "/api/v1/events?q=%ED%A0%80").statusCode())
                .isEqualTo(400);
        assertThat(account.call("GET", "/api/v1/events/%FF").statusCode()).isEqualTo(400);
    }
}

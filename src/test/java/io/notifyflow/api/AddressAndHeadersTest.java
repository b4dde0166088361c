package io.notifyflow.api;

import static io.notifyflow.testing.TestAccount.json;
import static io.notifyflow.testing.TestAccount.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.testing.ApiContract;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What the path, the query and the headers of a request say is never taken for each other. */
@HubTest
class AddressAndHeadersTest {

    private static final String EVENT = "{\"category\":\"sale\"}";

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    private HttpResponse<String> get(String path, String... headers) {
        return send(account.request(path).headers(headers).GET().build());
    }

    @Test
    void aHeaderOrAParameterNamedLikeAPartOfThePathChangesNothing() {
        UUID event = account.accept(EVENT);
        String other = UUID.randomUUID().toString();

        for (String name : new String[] {"id", "ID", "path.id", "CamelHttpPath", "CamelHttpUri"}) {
            HttpResponse<String> response = get("/api/v1/events/" + event, name, other);
            assertThat(response.statusCode()).as(name).isEqualTo(200);
            assertThat(json(response).path("eventId").asText()).isEqualTo(event.toString());
            assertThat(get("/api/v1/events/" + event + "?" + name + "=" + other, "X-A", "b")
                            .statusCode())
                    .as(name)
                    .isEqualTo(200);
        }
    }

    @Test
    void aHeaderOrAParameterNamedLikeAPartOfASourcesAddressChangesNothing() {
        HttpResponse<String> made = account.call("POST", "/api/v1/sources", "{\"type\":\"json\",\"name\":\"s\"}");
        String path = json(made).path("path").asText();
        for (String query : new String[] {"", "?sourceKey=x&type=github", "?type=sale"}) {
            HttpResponse<String> response =
                    send(HttpRequest.newBuilder(hub.address().resolve(path + query))
                            .header("Content-Type", "application/json")
                            .header("type", "github")
                            .header("sourceKey", "nfs_other")
                            .header("CamelHttpPath", "/in/github/x")
                            .POST(BodyPublishers.ofString("{\"category\":\"sale\",\"type\":\"a\"}"))
                            .build());
            // The address of a JSON source may say where its parts are; it is never another source.
            assertThat(response.statusCode())
                    .as(query + response.body())
                    .isIn(202, 422)
                    .isNotEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource({"Idempotency-Key,same", "idempotency-key,same", "Prefer,wait=20", "Content-Type,text/plain"})
    void aParameterIsNoHeader(String name, String value) {
        String path = "/api/v1/events?" + name + "=" + value;
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> response = send(account.request(path)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(EVENT))
                    .build());
            assertThat(response.statusCode()).isEqualTo(202);
            assertThat(response.headers().map()).doesNotContainKeys("idempotency-replayed", "preference-applied");
            HttpResponse<String> batch =
                    send(account.request("/api/v1/events/batch?" + name + "=" + value.replace("text/plain", "a/ndjson"))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("[" + EVENT + "]"))
                            .build());
            assertThat(batch.statusCode()).as(batch.body()).isEqualTo(202);
        }
        assertThat(hub.jdbc()
                        .sql("SELECT count(*) FROM event WHERE account_id = ?")
                        .param(account.id())
                        .query(Long.class)
                        .single())
                .isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"a,b", "a,a", "'\"a\"','\"a\"'", "a,''"})
    void twoIdempotencyKeysAreRefused(String first, String second) {
        for (String path : new String[] {"/api/v1/events", "/api/v1/events/batch"}) {
            HttpResponse<String> response = send(account.request(path)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", first)
                    .header("idempotency-key", second)
                    .POST(BodyPublishers.ofString(path.endsWith("batch") ? "[" + EVENT + "]" : EVENT))
                    .build());
            EventProblems.require(response, 400, "invalid-idempotency-key");
        }
        String source = json(account.call(
                        "POST", "/api/v1/sources", "{\"type\":\"json\",\"name\":\"" + UUID.randomUUID() + "\"}"))
                .path("path")
                .asText();
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(hub.address().resolve(source))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", first)
                        .header("Idempotency-Key", second)
                        .POST(BodyPublishers.ofString(EVENT))
                        .build());
        EventProblems.require(response, 400, "repeated-header");
    }

    @Test
    void everyPathThatIsReadAnswersHead() {
        for (String operation : ApiContract.described()) {
            if (!operation.startsWith("GET ")) {
                continue;
            }
            String path = operation
                    .substring(4)
                    .replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
            HttpResponse<String> got = account.call("GET", path);
            HttpResponse<String> head = account.call("HEAD", path);

            assertThat(head.statusCode()).as(path).isEqualTo(got.statusCode());
            assertThat(head.body()).as(path).isEmpty();
            assertThat(head.headers().firstValue("Content-Type"))
                    .as(path)
                    .isEqualTo(got.headers().firstValue("Content-Type"));
            assertThat(head.headers().firstValue("Content-Length").isPresent())
                    .as(path)
                    .isEqualTo(got.headers().firstValue("Content-Length").isPresent());
            assertThat(head.headers().firstValue("ETag"))
                    .isEqualTo(got.headers().firstValue("ETag"));
        }
    }
}

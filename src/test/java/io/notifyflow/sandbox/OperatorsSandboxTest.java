package io.notifyflow.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.account.ApiKeys;
import io.notifyflow.account.KeyForm;
import io.notifyflow.event.EventIds;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.ProviderHubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The sandbox of a hub with a public URL, where the setting has switched it on. */
@ProviderHubTest
class OperatorsSandboxTest {

    private static final KeyForm SESSION = new KeyForm("nfp_");

    @Autowired
    private Hub hub;

    @ParameterizedTest
    @CsvSource({
        "GET, /sandbox",
        "GET, /sandbox/fragment",
        "GET, /sandbox/messages",
        "GET, /sandbox/stats",
        "DELETE, /sandbox/messages",
        "GET, /sandbox/assets/sandbox.css"
    })
    void showsStrangersNothing(String method, String path) {
        assertThat(ask(method, path, null).statusCode()).isEqualTo(401);
        assertThat(ask(method, path, "nfp_guessed").statusCode()).isEqualTo(401);
        assertThat(ask(method, path, session(hub.newAccount(), "owner")).statusCode())
                .isEqualTo(401);
        assertThat(ask(method, path, session(hub.newOperator(), "member")).statusCode())
                .isEqualTo(401);
    }

    @Test
    void sendsABrowserToTheSignIn() {
        HttpResponse<String> answer =
                TestAccount.send(HttpRequest.newBuilder(hub.address().resolve("/sandbox"))
                        .header("Accept", "text/html,*/*")
                        .build());

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).hasValue("/sign-in");
    }

    @Test
    void takesMessagesOfTheHubAloneAndShowsThemToAnOperator() {
        TestAccount account = hub.newAccount();
        String webhook = Hub.newWebhookId();
        account.addWebhook("sandbox", webhook, true);
        account.accept("{\"category\":\"sale\",\"title\":\"for operators\"}");
        await().untilAsserted(() -> assertThat(account.titles(webhook)).containsExactly("for operators"));

        HttpResponse<String> posted = TestAccount.send(
                HttpRequest.newBuilder(hub.address().resolve("/sandbox/api/webhooks/" + webhook + "/token"))
                        .header("Content-Type", "application/json")
                        .header("User-Agent", "stranger")
                        .POST(BodyPublishers.ofString("{\"content\":\"from a stranger\"}"))
                        .build());
        assertThat(posted.statusCode()).isEqualTo(401);
        assertThat(account.titles(webhook)).hasSize(1);

        String operator = session(hub.newOperator(), "owner");
        assertThat(ask("GET", "/sandbox/messages", operator).body()).contains("for operators");
        assertThat(ask("GET", "/sandbox", operator).body()).contains("for operators");
        assertThat(ask("DELETE", "/sandbox/messages", operator, "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(account.titles(webhook)).hasSize(1);
        assertThat(ask("DELETE", "/sandbox/messages", operator, "Sec-Fetch-Site", "same-origin")
                        .statusCode())
                .isEqualTo(204);
        assertThat(account.titles(webhook)).isEmpty();
    }

    private HttpResponse<String> ask(String method, String path, @Nullable String session, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(hub.address().resolve(path)).method(method, BodyPublishers.noBody());
        if (session != null) {
            request.header("Cookie", "__Host-notifyflow=" + session);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return TestAccount.send(request.build());
    }

    private String session(TestAccount account, String role) {
        UUID person = EventIds.next();
        hub.jdbc()
                .sql("INSERT INTO person (id, account_id, subject, name, role) VALUES (?, ?, ?, 'Sandra', ?)")
                .params(person, account.id(), "sandbox-" + person, role)
                .update();
        String token = SESSION.generate();
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        hub.jdbc()
                .sql("INSERT INTO person_session (token_hash, person_id, started_at, last_used_at) VALUES (?, ?, ?, ?)")
                .params(ApiKeys.hash(token), person, now, now)
                .update();
        return token;
    }
}

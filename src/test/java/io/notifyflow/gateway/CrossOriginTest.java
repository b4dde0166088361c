package io.notifyflow.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.notifyflow.account.UnusableSetting;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.RawHttp;
import io.notifyflow.testing.TestAccount;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Browsers write Origin themselves; here it is written by hand. */
@HubTest
class CrossOriginTest {

    @Autowired
    Hub hub;

    @ParameterizedTest
    @ValueSource(strings = {"https://app.example", "http://localhost:3000"})
    void letsAnOriginOfTheListAskWithoutAKey(String origin) {
        String answer = ask("OPTIONS", "/api/v1/events", origin, "access-control-request-method: POST");

        assertThat(answer)
                .startsWith("HTTP/1.1 204 ")
                .contains(
                        "access-control-allow-origin: " + origin,
                        "access-control-allow-methods: GET, HEAD, POST, PUT, PATCH, DELETE",
                        "access-control-allow-headers: Authorization, Content-Type, Idempotency-Key, If-Match, Prefer",
                        "access-control-max-age: 600",
                        "vary: Origin")
                .doesNotContain("allow-credentials");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "https://app.example.evil.example",
                "http://app.example",
                "https://app.example:8443",
                "https://APP.example",
                "https://app.example/",
                "null",
                "*"
            })
    void tellsNoOtherOriginAnything(String origin) {
        String question = ask("OPTIONS", "/api/v1/events", origin, "access-control-request-method: POST");
        String request = ask("GET", "/api/v1/me", origin, "Accept: */*");

        assertThat(question)
                .startsWith("HTTP/1.1 401 ")
                .doesNotContain("access-control-")
                .contains("vary: Origin");
        assertThat(request)
                .startsWith("HTTP/1.1 401 ")
                .doesNotContain("access-control-")
                .contains("vary: Origin");
    }

    @Test
    void anAnswerAndARefusalCanBeReadByTheOrigin() {
        TestAccount account = hub.newAccount();

        String answer =
                ask("GET", "/api/v1/categories", "https://app.example", "Authorization: Bearer " + account.key());
        String refusal = ask("GET", "/api/v1/categories", "https://app.example", "Authorization: Bearer wrong");

        assertThat(answer).startsWith("HTTP/1.1 200 ");
        assertThat(refusal).startsWith("HTTP/1.1 401 ");
        assertThat(List.of(answer, refusal)).allSatisfy(text -> assertThat(text)
                .contains("access-control-allow-origin: https://app.example", "vary: Origin")
                .contains("access-control-expose-headers: ETag, Location, Retry-After, RateLimit, RateLimit-Policy,"
                        + " Idempotency-Replayed")
                .doesNotContain("allow-credentials"));
    }

    @Test
    void aRequestWithoutAnOriginGetsNothingOfIt() {
        TestAccount account = hub.newAccount();

        assertThat(account.call("GET", "/api/v1/categories").headers().map().keySet())
                .noneMatch(name -> name.startsWith("access-control") || name.equals("vary"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/in/github/none", "/webhooks/stripe", "/sandbox", "/", "/actuator/health", "/api/v10"})
    void nothingButTheApiIsOpenToOthers(String path) {
        assertThat(ask("OPTIONS", path, "https://app.example", "access-control-request-method: POST"))
                .doesNotContain("access-control-allow");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "null",
                "https://*.example.com",
                "app.example.com",
                "ftp://app.example.com",
                "https://app.example.com/",
                "https://app.example.com/path",
                "https://app.example.com?x",
                "https://APP.example.com",
                "https://app.example.com:443",
                "http://app.example.com:80",
                "https://user@app.example.com",
                "https://"
            })
    void refusesWhatIsNoExactOrigin(String origin) {
        assertThatThrownBy(() -> new CorsSettings(List.of("https://fine.example", origin)))
                .isInstanceOf(UnusableSetting.class)
                .hasMessageContainingAll("NOTIFYFLOW_CORS_ORIGINS", origin);
    }

    @Test
    void takesExactOrigins() {
        assertThat(new CorsSettings(
                                List.of(" https://app.example.com ", "", "http://localhost:3000", "http://[::1]:81"))
                        .origins())
                .containsExactly("https://app.example.com", "http://localhost:3000", "http://[::1]:81");
        assertThat(new CorsSettings(List.of()).origins()).isEmpty();
    }

    @Test
    void nobodyIsInTheListByDefault() {
        var none = new Binder(new MapConfigurationPropertySource(Map.of()));

        assertThat(none.bindOrCreate("notifyflow.cors", CorsSettings.class)).isEqualTo(new CorsSettings(List.of()));
    }

    private String ask(String method, String path, String origin, String header) {
        return RawHttp.send(hub.address(), method + " " + path + " HTTP/1.1", "Origin: " + origin, header);
    }
}

package io.notifyflow.gateway;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.RawHttp;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Headers that every answer has or has not, and the largest that a request may be. */
@HubTest
class ProtectionTest {

    @Autowired
    Hub hub;

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/me",
        "GET, /api/v1/keys",
        "GET, /api/v1/people",
        "GET, /api/v1/destinations",
        "GET, /api/v1/events",
        "GET, /api/v1/audit",
        "POST, /api/v1/events",
        "PATCH, /api/v1/events",
        "POST, /in/github/nfs_unknown",
        "POST, /webhooks/stripe",
    })
    void answersAreNeitherGuessedAtNorKept(String method, String path) {
        HttpResponse<String> response = TestAccount.send(hub.newAccount()
                .request(path)
                .header("Content-Type", "application/json")
                .method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{}"))
                .build());

        assertThat(response.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(response.headers().allValues("Cache-Control")).containsExactly("no-store");
        assertThat(response.headers().firstValue("Server")).isEmpty();
        assertThat(response.headers().firstValue("X-Powered-By")).isEmpty();
    }

    @Test
    void pagesAreNotFramedNorGuessedAtAndTellNoServer() {
        HttpResponse<String> page = TestAccount.send(
                HttpRequest.newBuilder(hub.address().resolve("/sign-in")).build());

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(page.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
        assertThat(page.headers().firstValue("Server")).isEmpty();
    }

    @Test
    void headersThatAreTooLargeAreAProblem() {
        String answer = RawHttp.send(hub.address(), "GET /api/v1/me HTTP/1.1", "X-Long: " + "a".repeat(9000));

        assertThat(answer).startsWith("HTTP/1.1 431 ").contains("application/problem+json");
        assertThat(problem(answer)).isEqualTo("urn:notifyflow:problem:headers-too-large");
    }

    @Test
    void anAddressThatIsTooLongIsAProblem() {
        String answer = RawHttp.send(hub.address(), "GET /api/v1/me?" + "a".repeat(5000) + " HTTP/1.1");

        assertThat(answer).contains(" 414 ");
        assertThat(problem(answer)).isEqualTo("urn:notifyflow:problem:uri-too-long");
    }

    @Test
    void whatIsNoHttpIsAProblem() {
        String answer = RawHttp.send(hub.address(), "GET /api/v1/me HTTP/1.1", "no colon at all", "\u0000: x");

        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(problem(answer)).isEqualTo("urn:notifyflow:problem:bad-request");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/events, 65537",
        "/api/v1/events/batch, 4194305",
        "/api/v1/rules, 4194305",
        "/in/json/nfs_unknown, 1048577",
        "/in/github/nfs_unknown, 26214401",
        "/webhooks/stripe, 262145"
    })
    void aBodyThatIsTooLargeIsAProblemBeforeItIsSent(String path, long length) {
        String answer = RawHttp.send(
                hub.address(),
                "POST " + path + " HTTP/1.1",
                "Authorization: Bearer " + hub.newAccount().key(),
                "Content-Type: application/json",
                "Content-Length: " + length);

        assertThat(answer).startsWith("HTTP/1.1 413 ");
        assertThat(problem(answer)).isEqualTo("urn:notifyflow:problem:body-too-large");
    }

    private static String problem(String answer) {
        return json(answer.substring(answer.indexOf("\r\n\r\n") + 4))
                .path("type")
                .asText();
    }
}

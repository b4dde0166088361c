package io.notifyflow.dashboard;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.identity.Browser;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.ShiftedClock;
import io.notifyflow.testing.TestAccount;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The live view ends with the session, and nothing that comes in later is shown. */
@HubTest
class LiveSessionTest {

    private static final String PASSWORD = "a long and quiet sentence";
    private static final Duration SECONDS = Duration.ofSeconds(5);

    @Autowired
    Hub hub;

    @Autowired
    ShiftedClock clock;

    TestAccount account;
    Browser owner;

    @BeforeEach
    void signIn() {
        account = hub.newAccount();
        hub.jdbc().sql("DELETE FROM sign_in_attempt").update();
        owner = join(json(account.call("POST", "/api/v1/people/sign-in-links"))
                .path("link")
                .asText());
    }

    @AfterEach
    void turnBackTheClock() {
        clock.shift(Duration.ZERO);
    }

    private Browser join(String link) {
        var browser = new Browser(hub.address());
        String page = link.substring(link.indexOf("/sign-in/"));
        String email = "ada-" + UUID.randomUUID() + "@example.com";
        assertThat(browser.submit(page, page, Map.of("email", email, "name", "Ada", "password", PASSWORD))
                        .statusCode())
                .isEqualTo(302);
        return browser;
    }

    /** Opens the stream; it is live once the first line is there. */
    private BufferedReader watch(Browser browser) throws IOException, InterruptedException {
        HttpResponse<InputStream> stream = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(hub.address().resolve("/home/live/stream"))
                                .header(
                                        "Cookie",
                                        "notifyflow=" + browser.cookies().get("notifyflow"))
                                .build(),
                        BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        var lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).isNotNull();
        return lines;
    }

    private void endsSoon(BufferedReader stream) throws IOException {
        Instant until = Instant.now().plus(SECONDS);
        String line = stream.readLine();
        while (line != null) {
            line = stream.readLine();
        }
        assertThat(Instant.now()).isBefore(until);
    }

    @Test
    void endsWhenItsPersonSignsOut() throws IOException, InterruptedException {
        BufferedReader stream = watch(owner);

        owner.submit("/home", "/sign-out", Map.of());

        endsSoon(stream);
    }

    @Test
    void endsWhenItsPersonIsRemovedAndNobodyElses() throws IOException, InterruptedException {
        Browser member =
                join(json(account.call("POST", "/api/v1/people", "{\"email\":\"bob@example.com\",\"role\":\"member\"}"))
                        .path("link")
                        .asText());
        BufferedReader members = watch(member);
        BufferedReader owners = watch(owner);
        String id = hub.jdbc()
                .sql("SELECT id::text FROM person WHERE email = 'bob@example.com' AND account_id = ?")
                .param(account.id())
                .query(String.class)
                .single();

        assertThat(account.call("DELETE", "/api/v1/people/" + id).statusCode()).isEqualTo(200);

        endsSoon(members);
        account.accept("{\"category\":\"sale\",\"title\":\"Still watched\"}");
        String line = owners.readLine();
        while (line != null && !line.contains("Still watched")) {
            line = owners.readLine();
        }
        assertThat(line).as("the owner's view goes on").isNotNull();
    }

    @Test
    void endsWhenItsSessionExpires() throws IOException, InterruptedException {
        BufferedReader stream = watch(owner);

        clock.shift(Duration.ofHours(13));

        endsSoon(stream);
    }

    @Test
    void endsWhenTheAccountIsClosed() throws IOException, InterruptedException {
        BufferedReader stream = watch(owner);

        HttpResponse<String> closed = owner.submit(
                "/home/account",
                "/home/account/close",
                Map.of(
                        "confirm",
                        hub.jdbc()
                                .sql("SELECT name FROM account WHERE id = ?")
                                .param(account.id())
                                .query(String.class)
                                .single()));

        assertThat(closed.statusCode()).as(closed.body()).isLessThan(400);
        endsSoon(stream);
    }
}

package io.notifyflow.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.identity.Browser;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.ShiftedClock;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What people see and do about their own sign-in. */
@HubTest
@ExtendWith(OutputCaptureExtension.class)
class OwnSessionsTest {

    private static final Pattern OTHER = Pattern.compile("/home/security/sessions/([0-9a-f-]{36})/end");

    @Autowired
    Hub hub;

    @Autowired
    ShiftedClock clock;

    SignInSteps ada;

    @BeforeEach
    void arrive() {
        ada = new SignInSteps(hub, clock);
    }

    @AfterEach
    void turnBackTheClock() {
        clock.shift(Duration.ZERO);
    }

    private Browser signedIn() {
        Browser browser = ada.browser();
        assertThat(Browser.location(ada.signIn(browser, SignInSteps.PASSWORD))).isEqualTo("/home");
        return browser;
    }

    @Test
    void everySessionIsListedAndThisOneIsMarked() {
        Browser first = ada.owner();
        signedIn();

        String page = first.get("/home/security").body();

        assertThat(page).containsOnlyOnce("this one").contains("127.0.0.1", "Java", "link", "password");
        assertThat(OTHER.matcher(page).results()).hasSize(1);
    }

    @Test
    void oneSessionIsEndedFromAnother() {
        Browser first = ada.owner();
        Browser second = signedIn();
        String id = SignInSteps.find(OTHER, first.get("/home/security").body());

        first.submit("/home/security", "/home/security/sessions/" + id + "/end", Map.of());

        assertThat(first.get("/home/security").statusCode()).isEqualTo(200);
        assertThat(Browser.location(second.get("/home"))).isEqualTo("/sign-in");
    }

    @Test
    void allOthersAreEnded() {
        Browser first = ada.owner();
        Browser second = signedIn();
        Browser third = signedIn();

        first.submit("/home/security", "/home/security/sessions/end-others", Map.of());

        assertThat(first.get("/home/security").statusCode()).isEqualTo(200);
        assertThat(Browser.location(second.get("/home"))).isEqualTo("/sign-in");
        assertThat(Browser.location(third.get("/home"))).isEqualTo("/sign-in");
    }

    @Test
    void anothersSessionIsNoSession() {
        Browser mine = ada.owner();
        var eve = new SignInSteps(hub, clock);
        Browser other = eve.owner();
        String id = hub.jdbc()
                .sql("SELECT id::text FROM person_session WHERE person_id = ?")
                .param(ada.person())
                .query(String.class)
                .single();

        other.submit("/home/security", "/home/security/sessions/" + id + "/end", Map.of());

        assertThat(mine.get("/home/security").statusCode()).isEqualTo(200);
        assertThat(other.get("/home/security").body()).doesNotContain(id);
    }

    @Test
    void withOneTooManyTheOneEndsThatWasNotUsedForLongest() {
        Browser first = ada.owner();
        hub.jdbc()
                .sql(
                        """
                        INSERT INTO person_session (token_hash, person_id, started_at, last_used_at)
                        SELECT sha256(convert_to(gen_random_uuid()::text, 'UTF8')), ?, now(), now() + interval '1 second'
                        FROM generate_series(1, 19)
                        """)
                .param(ada.person())
                .update();

        signedIn();

        assertThat(Browser.location(first.get("/home"))).isEqualTo("/sign-in");
        assertThat(hub.jdbc()
                        .sql("SELECT count(*) FROM person_session WHERE person_id = ?")
                        .param(ada.person())
                        .query(Integer.class)
                        .single())
                .isEqualTo(20);
    }

    @Test
    void aNewPasswordAsksForThePresentOneAndEndsOtherSessions() {
        Browser first = ada.owner();
        Browser second = signedIn();

        HttpResponse<String> refused = change(first, "a wrong old sentence", "another quiet sentence");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).doesNotContain("a wrong old sentence", "another quiet sentence");
        assertThat(change(first, SignInSteps.PASSWORD, "another quiet sentence").statusCode())
                .isEqualTo(303);

        assertThat(first.get("/home/security").statusCode()).isEqualTo(200);
        assertThat(Browser.location(second.get("/home"))).isEqualTo("/sign-in");
        assertThat(Browser.location(ada.signIn(ada.browser(), SignInSteps.PASSWORD)))
                .isEqualTo("/sign-in?failed");
        assertThat(Browser.location(ada.signIn(ada.browser(), "another quiet sentence")))
                .isEqualTo("/home");
        assertThat(ada.account.call("GET", "/api/v1/audit").body()).contains("person.password-changed");
    }

    private static HttpResponse<String> change(Browser browser, String present, String wanted) {
        return browser.submit(
                "/home/security", "/home/security/password", Map.of("present", present, "wanted", wanted));
    }

    @Test
    void thePresentPasswordIsNotGuessed() {
        Browser browser = ada.owner();
        for (int i = 0; i < SignInAttempts.PER_ORIGIN; i++) {
            change(browser, "a wrong old sentence", "another quiet sentence");
        }

        assertThat(change(browser, SignInSteps.PASSWORD, "another quiet sentence")
                        .statusCode())
                .isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1qaz2wsx3edc", "password1234", "notifyflow2026", "short one"})
    void aPasswordThatIsEasyToGuessIsRefusedAtEachPlace(String password) {
        String link = ada.link("{}");
        Browser browser = ada.browser();
        HttpResponse<String> atArrival =
                browser.submit(link, link, Map.of("email", ada.email, "name", "Ada", "password", password));
        Browser owner = ada.owner();

        assertThat(atArrival.statusCode()).isEqualTo(422);
        assertThat(atArrival.body()).contains("role=\"alert\"");
        assertThat(change(owner, SignInSteps.PASSWORD, password).statusCode()).isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource({
        "/home/keys, /home/keys",
        "/home/people, /home/people",
        "/home/account/close, /home/account",
        "/home/security/password, /home/security",
        "/home/security/authenticator, /home/security",
        "/home/security/authenticator/remove, /home/security",
        "/home/security/recovery-codes, /home/security",
        "/home/security/sessions/end-others, /home/security",
        "/home/security/passkeys, /home/security",
        "/home/%6beys, /home/keys",
        "/home/security/%70asskeys, /home/security"
    })
    void aSensitiveChangeAsksForASignInThatIsFresh(String action, String page) {
        Browser browser = ada.owner();
        clock.shift(Duration.ofMinutes(16));

        HttpResponse<String> asked = browser.submit("/home/security", action, Map.of("name", "x"));

        assertThat(Browser.location(asked)).isEqualTo("/sign-in?again");
        HttpResponse<String> form = browser.get("/sign-in?again");
        assertThat(form.body()).contains("Confirm that it is you", ada.email);
        HttpResponse<String> back = browser.post(
                "/sign-in",
                Map.of("_csrf", Browser.formToken(form), "email", ada.email, "password", SignInSteps.PASSWORD),
                "Origin",
                hub.address().toString());
        assertThat(Browser.location(back)).isEqualTo(page);
        HttpResponse<String> now = browser.submit("/home/security", action, Map.of("name", "x"));
        assertThat(now.headers().firstValue("Location")).isNotEqualTo(java.util.Optional.of("/sign-in?again"));
    }

    @Test
    void whatIsNotSensitiveAsksForNothing() {
        Browser browser = ada.owner();
        clock.shift(Duration.ofHours(3));

        HttpResponse<String> done = browser.submit(
                "/home/security", "/home/categories", Map.of("name", "fresh", "color", "#ff0000", "emoji", "x"));

        assertThat(done.headers().firstValue("Location").orElse("")).doesNotContain("/sign-in");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://evil.example", "//evil.example", "/home/../x", "/home\\evil", "/homes", "/home/%2e"})
    void aSignInLeadsToNoOtherSite(String planted) {
        ada.owner();
        Browser browser = ada.browser();
        browser.cookies().put("notifyflow-return", planted);

        assertThat(Browser.location(ada.signIn(browser, SignInSteps.PASSWORD))).isEqualTo("/home");
    }

    @Test
    void aRefusedSignInIsInTheLogAndInTheAuditLog(CapturedOutput output) {
        ada.owner();

        ada.signIn(ada.browser(), "a wrong planted sentence");

        assertThat(output.getOut().lines().filter(line -> line.contains("Sign-in refused")))
                .singleElement()
                .asString()
                .contains("reason=wrong-password", "address=127.0.0.1", "person=" + ada.person());
        assertThat(output.getAll()).doesNotContain("a wrong planted sentence");
        await().untilAsserted(() -> assertThat(TestAccount.json(ada.account.call("GET", "/api/v1/audit"))
                        .toString())
                .contains("person.sign-in-refused", "wrong-password", "127.0.0.1"));
    }

    @Test
    void aRefusedSignInOfNobodyIsInTheLogWithoutWhatWasTyped(CapturedOutput output) {
        String typed = "a-password-in-the-wrong-field-" + UUID.randomUUID();

        ada.browser().submit("/sign-in", "/sign-in", Map.of("email", typed, "password", "x"));

        assertThat(output.getOut()).contains("reason=unknown-person").doesNotContain(typed);
    }

    @Test
    void tooManyAttemptsAreWrittenDownOnce(CapturedOutput output) {
        ada.owner();

        for (int i = 0; i < 15; i++) {
            ada.signIn(ada.browser(), "a wrong planted sentence");
        }

        assertThat(output.getOut().lines().filter(line -> line.contains("reason=wrong-password")))
                .hasSize(10);
        assertThat(output.getOut().lines().filter(line -> line.contains("reason=too-many-attempts")))
                .hasSize(1);
    }
}

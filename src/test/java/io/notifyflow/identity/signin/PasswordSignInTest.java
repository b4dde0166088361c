package io.notifyflow.identity.signin;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.identity.Browser;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.ShiftedClock;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class PasswordSignInTest {

    private static final String PASSWORD = "a long and quiet sentence";

    @Autowired
    Hub hub;

    @Autowired
    ShiftedClock clock;

    TestAccount account;
    String email = "";

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
        email = "ada-" + UUID.randomUUID() + "@example.com";
        // What other tests did from this address is not held against this one.
        hub.jdbc().sql("DELETE FROM sign_in_attempt").update();
    }

    @AfterEach
    void turnBackTheClock() {
        clock.shift(Duration.ZERO);
    }

    private Browser browser() {
        return new Browser(hub.address());
    }

    /** The path of a link as the first owner of an account gets it. */
    private String ownerLink() {
        HttpResponse<String> made = account.call("POST", "/api/v1/people/sign-in-links");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return path(made);
    }

    private static String path(HttpResponse<String> made) {
        String link = json(made).path("link").asText();
        return link.substring(link.indexOf("/sign-in/"));
    }

    private Browser owner() {
        Browser browser = browser();
        String link = ownerLink();
        HttpResponse<String> entered =
                browser.submit(link, link, Map.of("email", email, "name", "Ada", "password", PASSWORD));
        assertThat(entered.statusCode()).as(entered.body()).isEqualTo(302);
        return browser;
    }

    private HttpResponse<String> signIn(Browser browser, String address, String password) {
        return browser.submit("/sign-in", "/sign-in", Map.of("email", address, "password", password));
    }

    @Test
    void theFirstOwnerSetsAPasswordAndIsIn() {
        Browser browser = owner();

        HttpResponse<String> home = browser.get("/home");

        assertThat(home.statusCode()).isEqualTo(200);
        assertThat(home.body()).contains("Ada", email, "owner", "Sign out");
        assertThat(json(account.call("GET", "/api/v1/people")).path("people").findValuesAsText("role"))
                .containsExactly("owner");
        assertThat(hub.jdbc()
                        .sql("SELECT password_hash FROM person WHERE email = ?")
                        .param(email)
                        .query(String.class)
                        .single())
                .startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    }

    @Test
    void whoIsNotThereCostsAsMuchTimeAsAnybody() {
        owner();

        assertThat(hub.jdbc()
                        .sql("SELECT password_hash FROM person WHERE email = ?")
                        .param(email)
                        .query(String.class)
                        .single())
                .startsWith(Passwords.NOBODYS.substring(0, Passwords.NOBODYS.lastIndexOf(',')))
                .hasSameSizeAs(Passwords.NOBODYS);
    }

    @Test
    void aLinkIsValidOnceAlsoWhenManyUseItAtATime() {
        String link = ownerLink();
        List<Browser> browsers =
                IntStream.range(0, 8).mapToObj(any -> browser()).toList();

        long entered = browsers.stream()
                .map(browser -> CompletableFuture.supplyAsync(() -> browser.submit(
                        link, link, Map.of("email", UUID.randomUUID() + "@example.com", "password", PASSWORD))))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .filter(response -> response.statusCode() == 302)
                .count();

        assertThat(entered).isEqualTo(1);
        assertThat(browser().get(link).statusCode()).isEqualTo(410);
    }

    @ParameterizedTest
    @CsvSource({
        "person.sign-in-link, PT14M, 200",
        "person.sign-in-link, PT16M, 410",
        "person, P6D, 200",
        "person, P8D, 410"
    })
    void aLinkIsValidForItsTime(String kind, Duration later, int status) {
        String link = kind.equals("person")
                ? path(account.call("POST", "/api/v1/people", "{\"email\":\"" + email + "\",\"role\":\"member\"}"))
                : ownerLink();

        clock.shift(later);

        assertThat(browser().get(link).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sign-in/link/nfl_guessed", "/sign-in/link/x", "/sign-in/link/%00"})
    void aGuessedLinkLeadsNowhere(String path) {
        assertThat(browser().get(path).statusCode()).isBetween(400, 499);
    }

    @Test
    void refusesAShortPasswordAndKeepsTheLink() {
        String link = ownerLink();
        Browser browser = browser();

        HttpResponse<String> refused =
                browser.submit(link, link, Map.of("email", email, "name", "<b>Ada</b>", "password", "elevenchars"));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("12 to 256", "&lt;b>Ada&lt;/b>").doesNotContain("elevenchars");
        assertThat(browser.submit(link, link, Map.of("email", email, "password", PASSWORD))
                        .statusCode())
                .isEqualTo(302);
    }

    @Test
    void anInvitedPersonJoinsTheAccountWithTheirRole() {
        owner();
        String invited = "Bob-" + UUID.randomUUID() + "@Example.com";
        String link =
                path(account.call("POST", "/api/v1/people", "{\"email\":\"" + invited + "\",\"role\":\"member\"}"));
        Browser browser = browser();

        HttpResponse<String> entered = browser.submit(
                link, link, Map.of("email", "somebody-else@example.com", "name", "Bob", "password", PASSWORD));

        assertThat(entered.statusCode()).isEqualTo(302);
        assertThat(browser.get("/home").body()).contains("Bob", invited, "member");
        assertThat(signIn(browser(), invited.toLowerCase(Locale.ROOT), PASSWORD).statusCode())
                .isEqualTo(302);
    }

    @Test
    void signsInWithThePasswordInAnyCaseOfTheAddress() {
        owner();
        Browser browser = browser();

        HttpResponse<String> entered = signIn(browser, " " + email.toUpperCase(Locale.ROOT), PASSWORD);

        assertThat(Browser.location(entered)).isEqualTo("/home");
        assertThat(browser.get("/home").statusCode()).isEqualTo(200);
    }

    @Test
    void tellsNotWhetherAnAddressIsKnown() {
        owner();

        HttpResponse<String> wrong = signIn(browser(), email, "another long sentence");
        HttpResponse<String> unknown = signIn(browser(), "nobody-" + email, PASSWORD);

        assertThat(Browser.location(wrong)).isEqualTo("/sign-in?failed").isEqualTo(Browser.location(unknown));
        assertThat(wrong.statusCode()).isEqualTo(unknown.statusCode());
    }

    @Test
    void attemptsAreCountedAlsoWhenManyComeAtATime() {
        owner();

        IntStream.range(0, 20)
                .mapToObj(any -> CompletableFuture.supplyAsync(() -> signIn(browser(), email, "a wrong sentence")))
                .toList()
                .forEach(CompletableFuture::join);

        Browser browser = browser();
        assertThat(Browser.location(signIn(browser, email, PASSWORD)))
                .as("the right password, too late")
                .isEqualTo("/sign-in?failed");
        assertThat(browser.get("/sign-in?failed").body()).contains("too many attempts");
        clock.shift(SignInAttempts.WINDOW.plusSeconds(1));
        assertThat(Browser.location(signIn(browser(), email, PASSWORD))).isEqualTo("/home");
    }

    @Test
    void attemptsFromOneAddressAreBounded() {
        owner();
        hub.jdbc()
                .sql(
                        """
                        INSERT INTO sign_in_attempt (bucket, attempts, since)
                        VALUES (sha256(convert_to('address 127.0.0.1', 'UTF8')), 100, now())
                        """)
                .update();

        assertThat(Browser.location(signIn(browser(), email, PASSWORD))).isEqualTo("/sign-in?failed");
    }

    @Test
    void strangersLockNobodyOutOfABrowserThatIsKnown() {
        Browser known = owner();
        String device = String.valueOf(known.cookies().get("notifyflow-device"));
        for (int i = 0; i < 12; i++) {
            signIn(browser(), email, "a wrong sentence " + i);
        }

        assertThat(Browser.location(signIn(browser(), email, PASSWORD)))
                .as("from the strangers' network")
                .isEqualTo("/sign-in?failed");
        Browser again = browser();
        again.cookies().put("notifyflow-device", device);
        assertThat(Browser.location(signIn(again, email, PASSWORD))).isEqualTo("/home");
    }

    @Test
    void attemptsFromAKnownBrowserAreBoundedToo() {
        Browser known = owner();
        String device = String.valueOf(known.cookies().get("notifyflow-device"));
        Browser thief = browser();
        thief.cookies().put("notifyflow-device", device);
        for (int i = 0; i < 11; i++) {
            signIn(thief, email, "a wrong sentence " + i);
        }

        assertThat(Browser.location(signIn(thief, email, PASSWORD))).isEqualTo("/sign-in?failed");
        assertThat(Browser.location(signIn(browser(), email, PASSWORD)))
                .as("the person elsewhere")
                .isEqualTo("/home");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "bmZw", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "%00", "ü"})
    void aForgedDeviceIsAStranger(String cookie) {
        owner();
        for (int i = 0; i < 10; i++) {
            signIn(browser(), email, "a wrong sentence " + i);
        }
        Browser forger = browser();
        forger.cookies().put("notifyflow-device", cookie.equals("ü") ? "%C3%BC" : cookie);

        assertThat(Browser.location(signIn(forger, email, PASSWORD))).isEqualTo("/sign-in?failed");
    }

    @Test
    void anothersDeviceIsAStranger() {
        owner();
        Browser others = new Browser(hub.address());
        TestAccount other = hub.newAccount();
        String link = path(other.call("POST", "/api/v1/people/sign-in-links"));
        others.submit(link, link, Map.of("email", "eve-" + email, "password", PASSWORD));
        for (int i = 0; i < 10; i++) {
            signIn(browser(), email, "a wrong sentence " + i);
        }
        Browser borrowed = browser();
        borrowed.cookies()
                .put("notifyflow-device", String.valueOf(others.cookies().get("notifyflow-device")));

        assertThat(Browser.location(signIn(borrowed, email, PASSWORD))).isEqualTo("/sign-in?failed");
    }

    @Test
    void theSessionIsANewOneAtEachSignIn() {
        Browser browser = owner();
        String first = browser.cookies().get("notifyflow");

        signIn(browser(), email, PASSWORD);
        Browser again = browser();
        again.cookies().put("notifyflow", String.valueOf(first));
        again.cookies().put("notifyflow", "nfp_planted");
        signIn(again, email, PASSWORD);

        assertThat(again.cookies().get("notifyflow")).isNotEqualTo(first).isNotEqualTo("nfp_planted");
        assertThat(hub.jdbc()
                        .sql("SELECT count(*) FROM person_session s WHERE s::text LIKE '%' || ? || '%'")
                        .param(first)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"PT11H, PT11H, 200", "PT13H, PT0S, 302"})
    void aSessionEndsWhenItIsNotUsed(Duration first, Duration second, int status) {
        Browser browser = owner();

        clock.shift(first);
        browser.get("/home");
        clock.shift(first.plus(second));

        assertThat(browser.get("/home").statusCode()).isEqualTo(status);
    }

    @Test
    void aSessionEndsAfterAWeekHoweverMuchItIsUsed() {
        Browser browser = owner();

        for (int hours = 10; hours < 7 * 24; hours += 10) {
            clock.shift(Duration.ofHours(hours));
            assertThat(browser.get("/home").statusCode()).isEqualTo(200);
        }
        clock.shift(Duration.ofHours(7 * 24 + 1));

        assertThat(browser.get("/home").statusCode()).isEqualTo(302);
    }

    @Test
    void signsOutForGood() {
        Browser browser = owner();
        String session = String.valueOf(browser.cookies().get("notifyflow"));

        HttpResponse<String> out = browser.submit("/home", "/sign-out", Map.of());

        assertThat(Browser.location(out)).isEqualTo("/sign-in?out");
        assertThat(browser.cookies()).doesNotContainKey("notifyflow");
        browser.cookies().put("notifyflow", session);
        assertThat(Browser.location(browser.get("/home"))).isEqualTo("/sign-in");
    }

    @Test
    void aNewPasswordEndsTheOtherSessions() {
        Browser elsewhere = owner();
        String link = path(account.call("POST", "/api/v1/people/sign-in-links", "{\"email\":\"" + email + "\"}"));
        Browser browser = browser();

        browser.submit(link, link, Map.of("password", "another quiet sentence"));

        assertThat(browser.get("/home").statusCode()).isEqualTo(200);
        assertThat(elsewhere.get("/home").statusCode()).isEqualTo(302);
        assertThat(Browser.location(signIn(browser(), email, PASSWORD))).isEqualTo("/sign-in?failed");
        assertThat(Browser.location(signIn(browser(), email, "another quiet sentence")))
                .isEqualTo("/home");
    }

    @Test
    void aRemovedPersonIsOutAtOnce() {
        owner();
        String invited = "bob-" + UUID.randomUUID() + "@example.com";
        String link =
                path(account.call("POST", "/api/v1/people", "{\"email\":\"" + invited + "\",\"role\":\"owner\"}"));
        Browser browser = browser();
        browser.submit(link, link, Map.of("password", PASSWORD));
        assertThat(browser.get("/home").statusCode()).isEqualTo(200);
        String id = hub.jdbc()
                .sql("SELECT id::text FROM person WHERE email = ?")
                .param(invited)
                .query(String.class)
                .single();

        account.call("DELETE", "/api/v1/people/" + id);

        assertThat(browser.get("/home").statusCode()).isEqualTo(302);
        assertThat(Browser.location(signIn(browser(), invited, PASSWORD))).isEqualTo("/sign-in?failed");
    }

    @Test
    void refusesAChangeWithoutTheTokenOfItsForm() {
        Browser browser = owner();
        String origin = hub.address().toString();

        assertThat(browser.post("/sign-out", Map.of(), "Origin", origin).statusCode())
                .isEqualTo(403);
        assertThat(browser.post("/sign-out", Map.of("_csrf", "guessed"), "Origin", origin)
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser()
                        .post("/sign-in", Map.of("email", email, "password", PASSWORD), "Origin", origin)
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser.get("/home").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, https://evil.example",
        "Origin, null",
        "Origin, http://127.0.0.1",
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site"
    })
    void refusesAChangeThatAnotherSiteAsksFor(String header, String value) {
        Browser browser = owner();
        String token = Browser.formToken(browser.get("/home"));

        HttpResponse<String> refused = browser.post("/sign-out", Map.of("_csrf", token), header, value);

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(browser.get("/home").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sign-in", "/home", "/assets/00000000/app.css", "/sign-in/link/none"})
    void pagesCannotBeFramedSniffedOrExtended(String path) {
        Map<String, List<String>> headers = browser().get(path).headers().map();

        assertThat(headers.get("x-content-type-options")).containsExactly("nosniff");
        assertThat(headers.get("x-frame-options")).containsExactly("DENY");
        assertThat(headers.get("referrer-policy")).containsExactly("same-origin");
        assertThat(headers.get("content-security-policy"))
                .singleElement()
                .asString()
                .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'")
                .doesNotContain("unsafe");
        assertThat(headers).doesNotContainKey("strict-transport-security");
    }

    @Test
    void pagesHaveNoCodeOrStyleInThem() {
        Browser browser = owner();

        for (String page : List.of(
                browser().get("/sign-in").body(),
                browser.get("/home").body(),
                browser().get(ownerOnly()).body())) {
            assertThat(page.replaceAll("<script src=\"/assets/[^\"]+\" defer></script>", ""))
                    .doesNotContain("<script", "<style", "style=", "onclick", "javascript:");
            assertThat(page).contains("lang=\"en\"", "<h1>", "<main");
        }
    }

    private String ownerOnly() {
        return path(account.call("POST", "/api/v1/people", "{\"email\":\"x@example.com\",\"role\":\"member\"}"));
    }

    @Test
    void cookiesAreOutOfReachOfScriptsAndOtherSites() {
        Browser browser = browser();
        String link = ownerLink();

        browser.submit(link, link, Map.of("email", email, "password", PASSWORD));

        assertThat(browser.setCookies())
                .filteredOn(cookie -> cookie.startsWith("notifyflow=nfp_"))
                .singleElement()
                .asString()
                .contains("HttpOnly", "SameSite=Lax", "Path=/")
                .doesNotContain("Domain");
    }
}

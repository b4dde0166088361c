package io.notifyflow.identity.signin;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.credential.TestCodes;
import io.notifyflow.identity.Browser;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Somebody with a password, an authenticator app and recovery codes, and what they do to sign in. */
final class SignInSteps {

    static final String PASSWORD = "a long and quiet sentence";

    private static final Pattern KEY = Pattern.compile("id=\"key\">([A-Z2-7 ]+)<");
    private static final Pattern SEALED = Pattern.compile("name=\"sealed\" value=\"([^\"]+)\"");
    private static final Pattern CODE = Pattern.compile("(?:[A-Z2-7]{4}-){5}[A-Z2-7]{4}");

    private final Hub hub;
    private final Clock clock;
    final TestAccount account;
    final String email = "ada-" + UUID.randomUUID() + "@example.com";
    String key = "";
    List<String> recoveryCodes = List.of();

    SignInSteps(Hub hub, Clock clock) {
        this(hub, clock, hub.newAccount());
    }

    SignInSteps(Hub hub, Clock clock, TestAccount account) {
        this.hub = hub;
        this.clock = clock;
        this.account = account;
        // What other tests did from this address is not held against this one.
        hub.jdbc().sql("DELETE FROM sign_in_attempt").update();
    }

    Browser browser() {
        return new Browser(hub.address());
    }

    /** The path of a sign-in link. */
    String link(String body) {
        HttpResponse<String> made = account.call("POST", "/api/v1/people/sign-in-links", body);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String link = json(made).path("link").asText();
        return link.substring(link.indexOf("/sign-in/"));
    }

    /** The first owner, who has set a password. */
    Browser owner() {
        Browser browser = browser();
        String link = link("{}");
        HttpResponse<String> entered =
                browser.submit(link, link, Map.of("email", email, "name", "Ada", "password", PASSWORD));
        assertThat(entered.statusCode()).as(entered.body()).isEqualTo(302);
        return browser;
    }

    /** The first owner, who has set up an app, too. */
    Browser ownerWithApp() {
        Browser browser = owner();
        HttpResponse<String> set = setUpApp(browser);
        assertThat(set.statusCode()).as(set.body()).isEqualTo(201);
        recoveryCodes =
                CODE.matcher(set.body()).results().map(MatchResult::group).toList();
        return browser;
    }

    HttpResponse<String> setUpApp(Browser browser) {
        HttpResponse<String> page = browser.get("/home/security/authenticator");
        key = find(KEY, page.body());
        return browser.post(
                "/home/security/authenticator",
                Map.of("_csrf", Browser.formToken(page), "sealed", find(SEALED, page.body()), "code", code()),
                "Origin",
                hub.address().toString());
    }

    static String find(Pattern pattern, String body) {
        return pattern.matcher(body)
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No " + pattern + " in " + body));
    }

    /** What the app shows now. */
    String code() {
        return TestCodes.at(key, clock.instant());
    }

    HttpResponse<String> signIn(Browser browser, String password) {
        return browser.submit("/sign-in", "/sign-in", Map.of("email", email, "password", password));
    }

    /** Where a browser is sent that shows a code after the password. */
    String second(Browser browser, String code) {
        HttpResponse<String> answer = browser.submit("/sign-in/second", "/sign-in/second", Map.of("code", code));
        return answer.statusCode() == 302 ? Browser.location(answer) : String.valueOf(answer.statusCode());
    }

    UUID person() {
        return hub.jdbc()
                .sql("SELECT id FROM person WHERE email = ?")
                .param(email)
                .query(UUID.class)
                .single();
    }
}

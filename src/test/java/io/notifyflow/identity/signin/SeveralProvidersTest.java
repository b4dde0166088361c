package io.notifyflow.identity.signin;

import static io.notifyflow.testing.ProviderHubTest.ADDRESS;
import static io.notifyflow.testing.ProviderHubTest.GITHUB;
import static io.notifyflow.testing.ProviderHubTest.PROVIDER;
import static io.notifyflow.testing.ProviderHubTest.SECOND;
import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import io.notifyflow.identity.Browser;
import io.notifyflow.identity.ProviderBrowser;
import io.notifyflow.testing.GitHubStandIn;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.OidcServer;
import io.notifyflow.testing.ProviderHubTest;
import io.notifyflow.testing.TestAccount;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ProviderHubTest
@ExtendWith(OutputCaptureExtension.class)
class SeveralProvidersTest {

    private static final String SESSION = "__Host-notifyflow";
    private static final String SECOND_START = "/sign-in/with/second";
    private static final String GITHUB_START = "/sign-in/with/github";
    private static final String STRONG_START = "/sign-in/with/strong";

    @Autowired
    Hub hub;

    @AfterEach
    void honest() {
        PROVIDER.honest();
        SECOND.honest();
        GITHUB.refuseCodes(null);
    }

    private ProviderBrowser browser() {
        return new ProviderBrowser(hub);
    }

    private static OidcServer.User gitHub(GitHubStandIn.User user) {
        return new OidcServer.User(user.login(), null, false, null);
    }

    private static HttpResponse<String> comeBack(ProviderBrowser browser, OidcServer.User user, String start) {
        return browser.browser().get(browser.callback(user, start));
    }

    private String person(String provider, String subject) {
        return hub.jdbc()
                .sql("SELECT person_id::text FROM person_identity WHERE provider = ? AND subject = ?")
                .params(provider, subject)
                .query(String.class)
                .optional()
                .orElse("nobody");
    }

    @Test
    void eachProviderHasAButton() {
        String page = browser().browser().get("/sign-in").body();

        assertThat(page)
                .contains("href=\"/sign-in/with/provider\"", "Sign in with Example")
                .contains("href=\"/sign-in/with/second\"", "Sign in with Second")
                .contains("href=\"/sign-in/with/github\"", "Sign in with GitHub");
        assertThat(browser().browser().get("/sign-in/with/none").statusCode()).isEqualTo(404);
    }

    @Test
    void eachProviderSendsPeopleBackToAnAddressOfItsOwn() {
        OidcServer.User user = SECOND.newUser();
        ProviderBrowser browser = browser();

        String callback = browser.callback(user, SECOND_START);

        assertThat(callback).startsWith(ADDRESS + "/sign-in/callback/second?");
        HttpResponse<String> elsewhere =
                browser.browser().get(callback.replace("/sign-in/callback/second", "/sign-in/callback"));
        assertThat(Browser.location(elsewhere)).isEqualTo("/sign-in?failed");
        assertThat(Browser.location(comeBack(browser, user, SECOND_START))).isEqualTo("/home");
        assertThat(person("second", user.subject())).isNotEqualTo("nobody");
        assertThat(person("provider", user.subject())).isEqualTo("nobody");
    }

    @Test
    void refusesAnAnswerThatNamesAnotherIssuer() {
        OidcServer.User user = SECOND.newUser();
        ProviderBrowser browser = browser();
        String callback = browser.callback(user, SECOND_START);

        assertThat(Browser.location(browser.browser().get(callback + "&iss=" + PROVIDER.issuer())))
                .isEqualTo("/sign-in?failed");
    }

    @Test
    void signsInWithGitHubByTheIdAndTheVerifiedPrimaryAddress() {
        GitHubStandIn.User user = GITHUB.newUser(true);
        ProviderBrowser browser = browser();

        assertThat(Browser.location(comeBack(browser, gitHub(user), GITHUB_START)))
                .isEqualTo("/home");

        assertThat(person("github", Long.toString(user.id()))).isNotEqualTo("nobody");
        assertThat(browser.browser().get("/home").body()).contains(user.email()).doesNotContain("anybody@example.com");
        GITHUB.add(new GitHubStandIn.User(user.id() + 500_000, user.login(), user.email(), true));
        comeBack(browser(), gitHub(user), GITHUB_START);
        assertThat(person("github", Long.toString(user.id() + 500_000)))
                .as("the login has a new owner")
                .isNotEqualTo(person("github", Long.toString(user.id())));
    }

    @Test
    void aPersonLinksAnotherIdentityAfterAPageThatAsks() {
        OidcServer.User user = PROVIDER.newUser();
        GitHubStandIn.User other = GITHUB.newUser(false);
        ProviderBrowser browser = browser();
        browser.signIn(user);

        HttpResponse<String> back = comeBack(browser, gitHub(other), GITHUB_START + "?identity");

        assertThat(Browser.location(back)).isEqualTo(ProviderBrowser.CONSENT);
        assertThat(person("github", Long.toString(other.id()))).as("not yet").isEqualTo("nobody");
        assertThat(browser.browser().get(ProviderBrowser.CONSENT).body())
                .contains("GitHub", other.email(), String.valueOf(user.name()));
        assertThat(Browser.location(browser.agree())).isEqualTo("/home/sign-in-methods");
        assertThat(person("github", Long.toString(other.id()))).isEqualTo(person("provider", user.subject()));
        assertThat(browser.browser().get("/home/sign-in-methods").body()).contains("GitHub", "Example", other.email());
        ProviderBrowser elsewhere = browser();
        assertThat(Browser.location(comeBack(elsewhere, gitHub(other), GITHUB_START)))
                .isEqualTo("/home");
        assertThat(elsewhere.browser().get("/home").body()).contains(String.valueOf(user.email()));
    }

    @Test
    void linksNothingWithoutTheFormNorForAnotherSession() {
        OidcServer.User user = PROVIDER.newUser();
        OidcServer.User other = SECOND.newUser();
        ProviderBrowser browser = browser();
        browser.signIn(user);
        comeBack(browser, other, SECOND_START + "?identity");

        assertThat(browser.browser()
                        .post(ProviderBrowser.CONSENT, Map.of(), "Origin", ADDRESS)
                        .statusCode())
                .as("without the form's token")
                .isEqualTo(403);
        String consent = String.valueOf(browser.browser().cookies().get("__Host-notifyflow-consent"));
        ProviderBrowser stranger = browser();
        stranger.signIn(PROVIDER.newUser());
        stranger.browser().cookies().put("__Host-notifyflow-consent", consent);
        assertThat(stranger.browser().get(ProviderBrowser.CONSENT).statusCode()).isEqualTo(410);
        assertThat(person("second", other.subject())).isEqualTo("nobody");
    }

    @Test
    void anIdentityOfSomebodyElseIsNotLinked() {
        OidcServer.User taken = SECOND.newUser();
        comeBack(browser(), taken, SECOND_START);
        String owner = person("second", taken.subject());
        ProviderBrowser browser = browser();
        browser.signIn(PROVIDER.newUser());
        comeBack(browser, taken, SECOND_START + "?identity");

        assertThat(browser.agree().statusCode()).isEqualTo(403);
        assertThat(person("second", taken.subject())).isEqualTo(owner);
    }

    @Test
    void cancellingLinksNothing() {
        OidcServer.User other = SECOND.newUser();
        ProviderBrowser browser = browser();
        browser.signIn(PROVIDER.newUser());
        comeBack(browser, other, SECOND_START + "?identity");

        browser.browser().submit(ProviderBrowser.CONSENT, ProviderBrowser.CONSENT + "/cancel", Map.of());

        assertThat(browser.browser().get(ProviderBrowser.CONSENT).statusCode()).isEqualTo(410);
        assertThat(person("second", other.subject())).isEqualTo("nobody");
    }

    @Test
    void unlinkingEndsTheWayInAndItsSessionsButNeverTheLastOne() {
        OidcServer.User user = PROVIDER.newUser();
        OidcServer.User other = SECOND.newUser();
        ProviderBrowser browser = browser();
        browser.signIn(user);
        comeBack(browser, other, SECOND_START + "?identity");
        browser.agree();
        ProviderBrowser elsewhere = browser();
        comeBack(elsewhere, other, SECOND_START);
        assertThat(elsewhere.browser().get("/home").statusCode()).isEqualTo(200);

        assertThat(unlink(browser, identity("second", other)).statusCode()).isEqualTo(303);

        assertThat(elsewhere.browser().get("/home").statusCode())
                .as("the session that began with it")
                .isEqualTo(302);
        assertThat(browser.browser().get("/home").statusCode()).isEqualTo(200);
        assertThat(person("second", other.subject())).isEqualTo("nobody");
        assertThat(unlink(browser, identity("provider", user)).statusCode())
                .as("the last one")
                .isEqualTo(409);
        OidcServer.User foreign = PROVIDER.newUser();
        browser().signIn(foreign);
        assertThat(unlink(browser, identity("provider", foreign)).statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> unlink(ProviderBrowser browser, String identity) {
        return browser.browser()
                .submit("/home/sign-in-methods", "/home/sign-in-methods/" + identity + "/unlink", Map.of());
    }

    private String identity(String provider, OidcServer.User user) {
        return hub.jdbc()
                .sql("SELECT id::text FROM person_identity WHERE provider = ? AND subject = ?")
                .params(provider, user.subject())
                .query(String.class)
                .single();
    }

    @Test
    void nobodyJoinsAnAccountByAnAddressAlone() {
        TestAccount account = hub.newAccount();
        String link = json(account.call("POST", "/api/v1/people", "{\"email\":\"x@example.com\",\"role\":\"member\"}"))
                .path("link")
                .asText();
        ProviderBrowser victim = browser();

        HttpResponse<String> back = victim.askedToJoin(PROVIDER.newUser(), link);

        assertThat(Browser.location(back)).isEqualTo(ProviderBrowser.CONSENT);
        assertThat(victim.browser().cookies()).doesNotContainKey(SESSION);
        assertThat(json(account.call("GET", "/api/v1/people")).path("people")).isEmpty();
        assertThat(victim.browser().get(ProviderBrowser.CONSENT).body()).contains("Join", "member");
        assertThat(json(account.call("GET", "/api/v1/people")).path("people")).isEmpty();
        assertThat(Browser.location(victim.agree())).isEqualTo("/home");
        assertThat(json(account.call("GET", "/api/v1/people")).path("people")).hasSize(1);
    }

    private String personWithPassword(TestAccount account, String email) {
        String id = UUID.randomUUID().toString();
        hub.jdbc()
                .sql("INSERT INTO person (id, account_id, email, name, role, password_hash) VALUES (?::uuid, ?, ?,"
                        + " 'Ada', 'owner', 'x')")
                .params(id, account.id(), email)
                .update();
        return id;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoHadAPasswordIsAskedAndNeverRecognisedByAnUnverifiedAddress(boolean verified) throws JOSEException {
        TestAccount account = hub.newAccount();
        String email = UUID.randomUUID() + "@example.com";
        String before = personWithPassword(account, email);
        OidcServer.User user = PROVIDER.add(new OidcServer.User("user_" + UUID.randomUUID(), email, verified, "Eve"));
        if (verified) {
            assertThat(TestAccount.send(java.net.http.HttpRequest.newBuilder(
                                            hub.address().resolve("/api/v1/me"))
                                    .header(
                                            "Authorization",
                                            "Bearer "
                                                    + PROVIDER.sign(PROVIDER.access(user)
                                                            .build()))
                                    .build())
                            .statusCode())
                    .as("a token asks nobody")
                    .isEqualTo(401);
        }
        ProviderBrowser browser = browser();

        HttpResponse<String> back = comeBack(browser, user, ProviderBrowser.START);

        if (!verified) {
            assertThat(Browser.location(back)).isEqualTo("/home");
            assertThat(person("provider", user.subject())).isNotEqualTo(before);
            return;
        }
        assertThat(Browser.location(back)).isEqualTo(ProviderBrowser.CONSENT);
        assertThat(person("provider", user.subject())).isEqualTo("nobody");
        assertThat(Browser.location(browser.agree())).isEqualTo("/home");
        assertThat(person("provider", user.subject())).isEqualTo(before);
    }

    @Test
    void anUnverifiedAddressOfGitHubIsNobodys() {
        TestAccount account = hub.newAccount();
        GitHubStandIn.User user = GITHUB.newUser(false);
        String before = personWithPassword(account, user.email());

        assertThat(Browser.location(comeBack(browser(), gitHub(user), GITHUB_START)))
                .isEqualTo("/home");
        assertThat(person("github", Long.toString(user.id()))).isNotEqualTo(before);
    }

    @Test
    void signsInWithMicrosoftByTenantAndSubject(CapturedOutput output) {
        String tenant = UUID.randomUUID().toString();
        TestAccount account = hub.newAccount();
        OidcServer.User user = SECOND.newUser();
        String before = personWithPassword(account, String.valueOf(user.email()));
        SECOND.tamper(set -> ofTenant(set, tenant, tenant), null);

        assertThat(Browser.location(comeBack(browser(), user, "/sign-in/with/microsoft")))
                .isEqualTo("/home");

        assertThat(person("microsoft", tenant + "/" + user.subject()))
                .as("an address of Microsoft's is not verified")
                .isNotEqualTo("nobody")
                .isNotEqualTo(before);
        SECOND.tamper(set -> ofTenant(set, tenant, UUID.randomUUID().toString()), null);
        assertThat(Browser.location(comeBack(browser(), user, "/sign-in/with/microsoft")))
                .as("the issuer is another tenant's")
                .isEqualTo("/sign-in?failed");
        assertThat(output.getAll()).contains("NOTIFYFLOW_IDENTITY_PROVIDERS_MICROSOFT_ISSUER");
    }

    private static JWTClaimsSet ofTenant(JWTClaimsSet set, String issuer, String tenant) {
        return new JWTClaimsSet.Builder(set)
                .issuer(SECOND.issuer() + "/" + issuer + "/v2.0")
                .claim("tid", tenant)
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "PS256", "ES384", "ES512", "EdDSA"})
    void takesIdTokensOfEveryAnnouncedAlgorithm(String algorithm) {
        PROVIDER.tamper(set -> set, set -> PROVIDER.sign(algorithm, set));

        assertThat(Browser.location(browser().signIn(PROVIDER.newUser()))).isEqualTo("/home");
    }

    @Test
    void putsTheIdTokenIntoAnAddressOnlyWhereTheSettingSaysSo() {
        ProviderBrowser browser = browser();
        comeBack(browser, SECOND.newUser(), SECOND_START);

        URI out = URI.create(Browser.location(browser.browser().submit("/home", "/sign-out", Map.of())));

        assertThat(out.toString()).startsWith(SECOND.issuer() + "/logout?");
        assertThat(OidcServer.parameters(out).get("id_token_hint")).startsWith("eyJ");
    }

    private static JWTClaimsSet with(JWTClaimsSet set, String acr, List<String> amr, Duration age) {
        return new JWTClaimsSet.Builder(set)
                .claim("acr", acr)
                .claim("amr", amr)
                .claim("auth_time", Date.from(Instant.now().minus(age)))
                .build();
    }

    @Test
    void demandsTheStrengthThatASettingDemands(CapturedOutput output) {
        ProviderBrowser browser = browser();
        SECOND.tamper(set -> with(set, "gold", List.of("pwd", "mfa"), Duration.ofMinutes(2)), null);

        Map<String, String> asked = OidcServer.parameters(
                URI.create(Browser.location(browser.browser().get(STRONG_START))));
        assertThat(asked).containsEntry("acr_values", "gold platinum").containsEntry("max_age", "600");
        assertThat(Browser.location(comeBack(browser, SECOND.newUser(), STRONG_START)))
                .isEqualTo("/home");

        SECOND.tamper(set -> with(set, "bronze", List.of("mfa"), Duration.ZERO), null);
        weak("acr", output);
        SECOND.tamper(set -> with(set, "gold", List.of("pwd"), Duration.ZERO), null);
        weak("amr", output);
        SECOND.tamper(set -> with(set, "gold", List.of("mfa"), Duration.ofMinutes(20)), null);
        weak("max-age", output);
        SECOND.tamper(set -> set, null);
        weak("acr", output);
    }

    private void weak(String setting, CapturedOutput output) {
        ProviderBrowser browser = browser();
        int before = output.getAll().length();

        assertThat(Browser.location(comeBack(browser, SECOND.newUser(), STRONG_START)))
                .isEqualTo("/sign-in?failed&weak");

        assertThat(output.getAll().substring(before))
                .contains("NOTIFYFLOW_IDENTITY_PROVIDERS_STRONG_"
                        + setting.replace("-", "").toUpperCase(java.util.Locale.ROOT));
        assertThat(browser.browser().get("/sign-in?failed&weak").body()).contains("not strong enough");
    }

    @ParameterizedTest
    @CsvSource({
        "iss, https://other.example, issuer:, NOTIFYFLOW_IDENTITY_PROVIDERS_SECOND_ISSUER",
        "aud, another-client, audience:, NOTIFYFLOW_IDENTITY_PROVIDERS_SECOND_CLIENTID",
        "azp, another-client, audience:, NOTIFYFLOW_IDENTITY_PROVIDERS_SECOND_CLIENTID",
        "clock, -900, clock:, expired at",
        "clock, 900, clock:, Set the clock",
        "nonce, another, nonce:, answers another sign-in",
    })
    void saysInTheLogWhichClaimOfATokenIsWrong(
            String claim, String value, String kind, String advice, CapturedOutput output) {
        SECOND.tamper(set -> claim.equals("clock") ? shifted(set, value) : changed(set, claim, value), null);

        fails(output, kind, advice);
    }

    private static JWTClaimsSet changed(JWTClaimsSet set, String claim, String value) {
        return new JWTClaimsSet.Builder(set).claim(claim, value).build();
    }

    /** As a provider issues it whose clock is wrong. */
    private static JWTClaimsSet shifted(JWTClaimsSet set, String seconds) {
        Duration by = Duration.ofSeconds(Long.parseLong(seconds));
        return new JWTClaimsSet.Builder(set)
                .issueTime(Date.from(set.getIssueTime().toInstant().plus(by)))
                .expirationTime(Date.from(set.getExpirationTime().toInstant().plus(by)))
                .build();
    }

    private void fails(CapturedOutput output, String... logged) {
        ProviderBrowser browser = browser();
        int before = output.getAll().length();
        String callback = browser.callback(SECOND.newUser(), SECOND_START);

        assertThat(Browser.location(browser.browser().get(callback))).isEqualTo("/sign-in?failed");

        assertThat(output.getAll().substring(before))
                .contains("A sign-in with second fails: ")
                .contains(logged)
                .doesNotContain(
                        OidcServer.SECRET,
                        String.valueOf(
                                OidcServer.parameters(URI.create(callback)).get("code")),
                        "eyJ");
    }

    @ParameterizedTest
    @CsvSource({
        "invalid_client, client secret:, NOTIFYFLOW_IDENTITY_PROVIDERS_SECOND_CLIENTSECRET",
        "invalid_grant, code:, https://hub.example/sign-in/callback/second",
        "redirect_uri_mismatch, redirect URI:, https://hub.example/sign-in/callback/second",
        "invalid_scope, scope:, NOTIFYFLOW_IDENTITY_PROVIDERS_SECOND_SCOPES",
        "something_new, the provider answers, something_new",
    })
    void saysInTheLogWhichSettingTheProviderRefuses(String error, String kind, String advice, CapturedOutput output) {
        SECOND.refuseCodes(error);

        fails(output, kind, advice);
    }

    @Test
    void saysInTheLogThatAnAlgorithmIsNotAllowed(CapturedOutput output) {
        SECOND.tamper(set -> set, set -> SECOND.sign("ES384", set));

        fails(output, "algorithm:", "'ES384'", "NOTIFYFLOW_IDENTITY_PROVIDERS_SECOND_ALGORITHMS", "ES256, RS256");
    }

    @Test
    void saysInTheLogThatTheProviderDoesNotAnswer(CapturedOutput output) {
        SECOND.down(true);

        fails(output, "token endpoint:", "HTTP 503");
    }

    @Test
    void saysInTheLogThatTheIssuerIsAnother(CapturedOutput output) {
        HttpResponse<String> page = browser().browser().get("/sign-in/with/broken");

        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(output.getAll())
                .contains("issuer:", "describes the issuer '" + SECOND.issuer() + "'")
                .contains("NOTIFYFLOW_IDENTITY_PROVIDERS_BROKEN_ISSUER");
    }

    @ParameterizedTest
    @CsvSource({
        "incorrect_client_credentials, NOTIFYFLOW_IDENTITY_PROVIDERS_GITHUB_CLIENTSECRET",
        "redirect_uri_mismatch, https://hub.example/sign-in/callback/github",
        "bad_verification_code, https://hub.example/sign-in/callback/github",
    })
    void readsTheErrorsThatGitHubAnswersWith200(String error, String advice, CapturedOutput output) {
        GITHUB.refuseCodes(error);

        assertThat(Browser.location(comeBack(browser(), gitHub(GITHUB.newUser(true)), GITHUB_START)))
                .isEqualTo("/sign-in?failed");

        assertThat(output.getAll()).contains("A sign-in with github fails: ").contains(advice);
        assertThat(output.getAll()).doesNotContain(GitHubStandIn.SECRET);
    }
}

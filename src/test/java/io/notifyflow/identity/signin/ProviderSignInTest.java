package io.notifyflow.identity.signin;

import static io.notifyflow.testing.ProviderHubTest.ADDRESS;
import static io.notifyflow.testing.ProviderHubTest.PROVIDER;
import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.notifyflow.identity.Browser;
import io.notifyflow.identity.ProviderBrowser;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.OidcServer;
import io.notifyflow.testing.ProviderHubTest;
import io.notifyflow.testing.ShiftedClock;
import io.notifyflow.testing.TestAccount;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ProviderHubTest
@ExtendWith(OutputCaptureExtension.class)
class ProviderSignInTest {

    private static final String SESSION = "__Host-notifyflow";
    /** As many as a person may have. */
    private static final int SESSIONS = 20;

    @Autowired
    Hub hub;

    @Autowired
    ShiftedClock clock;

    @AfterEach
    void turnBack() {
        clock.shift(Duration.ZERO);
        PROVIDER.honest();
    }

    private ProviderBrowser browser() {
        return new ProviderBrowser(hub);
    }

    private int people(OidcServer.User user) {
        return hub.jdbc()
                .sql("SELECT count(*) FROM person_identity WHERE subject = ?")
                .param(user.subject())
                .query(Integer.class)
                .single();
    }

    @Test
    void theFirstSignInMakesAPersonAndAnAccount() {
        OidcServer.User user = PROVIDER.newUser();
        ProviderBrowser browser = browser();

        HttpResponse<String> entered = browser.signIn(user);

        assertThat(Browser.location(entered)).isEqualTo("/home");
        assertThat(browser.browser().get("/home").body())
                .contains(String.valueOf(user.name()), String.valueOf(user.email()), "owner");
        assertThat(people(user)).isOne();
    }

    @Test
    void asksTheProviderWithStateNonceAndPkce() {
        ProviderBrowser browser = browser();

        HttpResponse<String> sent = browser.browser().get(ProviderBrowser.START);

        Map<String, String> asked = OidcServer.parameters(URI.create(Browser.location(sent)));
        assertThat(asked)
                .containsEntry("response_type", "code")
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("redirect_uri", ADDRESS + "/sign-in/callback")
                .containsKeys("state", "nonce", "code_challenge");
        Map<String, String> other = OidcServer.parameters(
                URI.create(Browser.location(browser().browser().get(ProviderBrowser.START))));
        assertThat(List.of("state", "nonce", "code_challenge"))
                .allSatisfy(name -> assertThat(asked.get(name)).isNotEqualTo(other.get(name)));
        assertThat(browser.browser().setCookies())
                .filteredOn(cookie -> cookie.startsWith("__Host-notifyflow-sign-in="))
                .singleElement()
                .asString()
                .contains("; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/")
                .doesNotContain("Domain", String.valueOf(asked.get("state")), String.valueOf(asked.get("nonce")));
    }

    @Test
    void theSessionsCookieIsBoundToTheHostAndNew() {
        OidcServer.User user = PROVIDER.newUser();
        ProviderBrowser browser = browser();
        browser.signIn(user);
        String first = browser.browser().cookies().get(SESSION);

        browser.signIn(user);

        assertThat(browser.browser().setCookies())
                .filteredOn(cookie -> cookie.startsWith(SESSION + "="))
                .singleElement()
                .asString()
                .contains("; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/")
                .doesNotContain("Domain", "Max-Age", String.valueOf(first));
        Browser old = browser().browser();
        old.cookies().put(SESSION, String.valueOf(first));
        assertThat(old.get("/home").statusCode()).as("the session before").isEqualTo(302);
    }

    @Test
    void demandsEncryptionWhereThereIsSome() {
        HttpResponse<String> page = browser().browser().get("/sign-in");

        assertThat(page.headers().firstValue("Strict-Transport-Security").orElse(""))
                .startsWith("max-age=31536000");
        assertThat(page.body()).contains("Sign in with Example").doesNotContain("password");
    }

    @Test
    void manyFirstSignInsAtATimeMakeOnePersonAndOneAccount() throws InterruptedException {
        OidcServer.User user = PROVIDER.newUser();
        record Ready(Browser browser, String callback) {}
        List<Ready> ready = IntStream.range(0, SESSIONS)
                .mapToObj(any -> browser())
                .map(browser -> new Ready(browser.browser(), browser.callback(user, ProviderBrowser.START)))
                .toList();
        int accounts = accounts();

        List<Integer> homes;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            homes = ready.stream()
                    .map(each -> CompletableFuture.supplyAsync(
                            () -> {
                                each.browser().get(each.callback());
                                return each.browser().get("/home").statusCode();
                            },
                            threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        }

        assertThat(homes).hasSize(SESSIONS).containsOnly(200);
        assertThat(people(user)).isOne();
        assertThat(accounts()).isEqualTo(accounts + 1);
    }

    private int accounts() {
        return hub.jdbc()
                .sql("SELECT count(*) FROM account")
                .query(Integer.class)
                .single();
    }

    private void refused(Browser browser, HttpResponse<String> response) {
        assertThat(Browser.location(response)).isEqualTo("/sign-in?failed");
        assertThat(browser.cookies()).doesNotContainKey(SESSION);
        assertThat(browser.get("/home").statusCode()).isEqualTo(302);
    }

    @ParameterizedTest
    @ValueSource(strings = {"&state=other", "&state=", ""})
    void refusesACallbackWithoutItsState(String state) {
        OidcServer.User user = PROVIDER.newUser();
        ProviderBrowser browser = browser();
        String callback = browser.callback(user, ProviderBrowser.START);

        refused(browser.browser(), browser.browser().get(callback.replaceFirst("&state=.*", state)));
        assertThat(people(user)).isZero();
    }

    @Test
    void refusesTheCallbackOfAnotherBrowser() {
        OidcServer.User attacker = PROVIDER.newUser();
        String planted = browser().callback(attacker, ProviderBrowser.START);
        ProviderBrowser victim = browser();

        refused(victim.browser(), victim.browser().get(planted));
        victim.callback(PROVIDER.newUser(), ProviderBrowser.START);
        refused(victim.browser(), victim.browser().get(planted));
    }

    @Test
    void refusesACallbackTheSecondTime() {
        ProviderBrowser browser = browser();
        String callback = browser.callback(PROVIDER.newUser(), ProviderBrowser.START);
        String cookie = String.valueOf(browser.browser().cookies().get("__Host-notifyflow-sign-in"));
        browser.browser().get(callback);
        Browser again = browser().browser();

        again.cookies().put("__Host-notifyflow-sign-in", cookie);

        refused(again, again.get(callback));
    }

    @Test
    void refusesTheCodeOfAnotherSignInThoughTheStateFits() {
        ProviderBrowser attacker = browser();
        String stolen = attacker.callback(PROVIDER.newUser(), ProviderBrowser.START);
        ProviderBrowser victim = browser();
        String own = victim.callback(PROVIDER.newUser(), ProviderBrowser.START);

        String mixed = own.replaceFirst(
                "code=[^&]+",
                "code=" + OidcServer.parameters(URI.create(stolen)).get("code"));

        refused(victim.browser(), victim.browser().get(mixed));
    }

    @Test
    void refusesAnOldSignInCookieAndAForgedOne() {
        ProviderBrowser browser = browser();
        String callback = browser.callback(PROVIDER.newUser(), ProviderBrowser.START);
        clock.shift(Duration.ofMinutes(11));
        refused(browser.browser(), browser.browser().get(callback));
        clock.shift(Duration.ZERO);

        String another = browser.callback(PROVIDER.newUser(), ProviderBrowser.START);
        browser.browser()
                .cookies()
                .computeIfPresent("__Host-notifyflow-sign-in", (name, value) -> value.substring(1) + "A");
        refused(browser.browser(), browser.browser().get(another));
    }

    /** What an ID token must not be. */
    private record Forgery(String name, UnaryOperator<JWTClaimsSet> claims, OidcServer.@Nullable Signing signing) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Forgery claim(String name, @Nullable Object value) {
        return new Forgery(
                name + " " + value,
                set -> new JWTClaimsSet.Builder(set).claim(name, value).build(),
                null);
    }

    static Stream<Forgery> forgeries() throws JOSEException {
        RSAKey foreign = new RSAKeyGenerator(2048).generate();
        return Stream.of(
                claim("nonce", null),
                claim("nonce", "another"),
                claim("aud", "another-client"),
                claim("iss", "https://evil.example"),
                claim("exp", Date.from(Instant.now().minusSeconds(300))),
                claim("azp", "another-client"),
                claim("sub", null),
                new Forgery("alg none", UnaryOperator.identity(), set -> new PlainJWT(set).serialize()),
                new Forgery(
                        "the public key as a secret",
                        UnaryOperator.identity(),
                        set -> OidcServer.sign(
                                new JWSHeader(JWSAlgorithm.HS256),
                                new MACSigner(PROVIDER.key().toPublicJWK().toJSONString()),
                                set)),
                new Forgery(
                        "the client's secret as the key",
                        UnaryOperator.identity(),
                        set -> OidcServer.sign(
                                new JWSHeader(JWSAlgorithm.HS256),
                                new MACSigner((OidcServer.SECRET + OidcServer.SECRET)),
                                set)),
                new Forgery(
                        "another key",
                        UnaryOperator.identity(),
                        set -> OidcServer.sign(
                                new JWSHeader.Builder(JWSAlgorithm.RS256)
                                        .keyID(PROVIDER.key().getKeyID())
                                        .build(),
                                new RSASSASigner(foreign),
                                set)));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void refusesAnIdTokenThatIsNotWhatWasAskedFor(Forgery forgery) {
        OidcServer.User user = PROVIDER.newUser();
        PROVIDER.tamper(forgery.claims(), forgery.signing());
        ProviderBrowser browser = browser();

        refused(browser.browser(), browser.signIn(user));
        assertThat(people(user)).isZero();
    }

    @Test
    void takesAnEllipticSignature() {
        PROVIDER.tamper(UnaryOperator.identity(), PROVIDER::signElliptic);

        assertThat(Browser.location(browser().signIn(PROVIDER.newUser()))).isEqualTo("/home");
    }

    @Test
    void saysSoWhenTheProviderRefusesOrFails() {
        ProviderBrowser browser = browser();
        String callback = browser.callback(PROVIDER.newUser(), ProviderBrowser.START);
        refused(browser.browser(), browser.browser().get(callback.replaceFirst("code=[^&]+", "error=access_denied")));

        PROVIDER.down(true);
        ProviderBrowser later = browser();
        refused(later.browser(), later.signIn(PROVIDER.newUser()));
        assertThat(later.browser().get("/sign-in?failed").statusCode()).isEqualTo(401);
    }

    @Test
    void signingOutEndsTheSessionHereAndAtTheProvider() {
        ProviderBrowser browser = browser();
        browser.signIn(PROVIDER.newUser());
        String session = String.valueOf(browser.browser().cookies().get(SESSION));

        HttpResponse<String> out = browser.browser().submit("/home", "/sign-out", Map.of());

        URI there = URI.create(Browser.location(out));
        assertThat(there.toString()).startsWith(PROVIDER.issuer() + "/logout?");
        assertThat(OidcServer.parameters(there))
                .containsEntry("post_logout_redirect_uri", ADDRESS + "/sign-in")
                .containsEntry("client_id", OidcServer.CLIENT);
        assertThat(OidcServer.parameters(there)).as("no token in an address").doesNotContainKey("id_token_hint");
        assertThat(hub.jdbc()
                        .sql("SELECT count(*) FROM person_session WHERE provider = 'provider' AND id_token IS NOT NULL")
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(out.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("form-action 'self' " + PROVIDER.issuer());
        browser.browser().cookies().put(SESSION, session);
        assertThat(browser.browser().get("/home").statusCode()).isEqualTo(302);
    }

    @Test
    void refusesChangesFromAnotherOriginAlsoThatOfTheOpenPort() {
        ProviderBrowser browser = browser();
        browser.signIn(PROVIDER.newUser());
        String token = Browser.formToken(browser.browser().get("/home"));

        for (String origin : List.of(
                "https://hub.example.evil", "http://hub.example", hub.address().toString())) {
            assertThat(browser.browser()
                            .post("/sign-out", Map.of("_csrf", token), "Origin", origin)
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(browser.browser().get("/home").statusCode()).isEqualTo(200);
    }

    @Test
    void anInvitedPersonJoinsInPlaceOfGettingAnAccount() {
        TestAccount account = hub.newAccount();
        OidcServer.User user = PROVIDER.newUser();
        String link = json(account.call(
                        "POST", "/api/v1/people", "{\"email\":\"" + user.email() + "\",\"role\":\"member\"}"))
                .path("link")
                .asText();
        ProviderBrowser browser = browser();
        assertThat(browser.browser().get(link).body())
                .contains("Continue with Example")
                .doesNotContain("password");
        int accounts = accounts();

        assertThat(Browser.location(browser.signIn(user, link))).isEqualTo("/home");

        assertThat(browser.browser().get("/home").body()).contains("member");
        assertThat(accounts()).isEqualTo(accounts);
        assertThat(json(account.call("GET", "/api/v1/people")).path("people").findValuesAsText("email"))
                .containsExactly(user.email());
        ProviderBrowser second = browser();
        second.signIn(PROVIDER.newUser(), link);
        assertThat(json(account.call("GET", "/api/v1/people")).path("people")).hasSize(1);
    }

    @Test
    void nothingThatLetsInStandsInTheLog(CapturedOutput output) {
        TestAccount account = hub.newAccount();
        OidcServer.User user = PROVIDER.newUser();
        String link = json(account.call("POST", "/api/v1/people", "{\"email\":\"x@example.com\",\"role\":\"member\"}"))
                .path("link")
                .asText();
        ProviderBrowser browser = browser();
        String start = ProviderBrowser.START + "?link=" + link.substring(link.lastIndexOf('/') + 1);
        String callback = browser.callback(user, start);
        String code = String.valueOf(OidcServer.parameters(URI.create(callback)).get("code"));
        browser.browser().get(callback);
        browser.browser().get(callback);
        String consent = String.valueOf(browser.browser().cookies().get("__Host-notifyflow-consent"));
        browser.agree();
        String joined = String.valueOf(browser.browser().cookies().get(SESSION));
        browser.browser().submit("/home", "/sign-out", Map.of());

        assertThat(output.getAll())
                .contains("Sign-in person=")
                .doesNotContain(
                        link.substring(link.lastIndexOf('/') + 1),
                        code,
                        consent,
                        joined,
                        OidcServer.SECRET,
                        String.valueOf(user.email()));
    }

    @Test
    void nobodyBelongsToTwoAccounts() {
        TestAccount account = hub.newAccount();
        OidcServer.User user = PROVIDER.newUser();
        ProviderBrowser browser = browser();
        browser.signIn(user);
        String link = json(account.call("POST", "/api/v1/people", "{\"email\":\"x@example.com\",\"role\":\"owner\"}"))
                .path("link")
                .asText();

        HttpResponse<String> refused = browser().signIn(user, link);

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("another account already");
        assertThat(json(account.call("GET", "/api/v1/people")).path("invitations"))
                .as("the link is still valid")
                .hasSize(1);
    }

    @Test
    void aRemovedPersonComesBackOnlyByInvitation() {
        TestAccount account = hub.newAccount();
        var links = new ArrayList<String>();
        for (String role : List.of("owner", "member", "member")) {
            links.add(json(account.call(
                            "POST",
                            "/api/v1/people",
                            "{\"email\":\"" + links.size() + "@example.com\",\"role\":\"" + role + "\"}"))
                    .path("link")
                    .asText());
        }
        browser().signIn(PROVIDER.newUser(), links.get(0));
        OidcServer.User user = PROVIDER.newUser();
        ProviderBrowser browser = browser();
        browser.signIn(user, links.get(1));
        String id = hub.jdbc()
                .sql("SELECT person_id::text FROM person_identity WHERE subject = ?")
                .param(user.subject())
                .query(String.class)
                .single();

        assertThat(account.call("DELETE", "/api/v1/people/" + id).statusCode()).isEqualTo(200);

        assertThat(browser.browser().get("/home").statusCode()).isEqualTo(302);
        assertThat(browser().signIn(user).body()).contains("You were removed");
        assertThat(Browser.location(browser().signIn(user, links.get(2)))).isEqualTo("/home");
    }
}

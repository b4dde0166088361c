package io.notifyflow.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.identity.Browser;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.ShiftedClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class SecondFactorSignInTest {

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

    /** The code of the set-up is used up; this is about the next one. */
    private void nextStep() {
        clock.shift(Duration.between(java.time.Instant.now(), clock.instant()).plusSeconds(31));
    }

    @Test
    void thePasswordAloneOpensNothing() {
        ada.ownerWithApp();
        Browser browser = ada.browser();

        HttpResponse<String> first = ada.signIn(browser, SignInSteps.PASSWORD);

        assertThat(Browser.location(first)).isEqualTo("/sign-in/second");
        assertThat(Browser.location(browser.get("/home"))).isEqualTo("/sign-in");
        assertThat(Browser.location(browser.get("/home/security"))).isEqualTo("/sign-in");
        nextStep();
        assertThat(ada.second(browser, ada.code())).isEqualTo("/home");
        assertThat(browser.get("/home").statusCode()).isEqualTo(200);
    }

    @Test
    void theSessionAfterTheSecondStepIsANewOne() {
        ada.ownerWithApp();
        nextStep();
        Browser browser = ada.browser();
        ada.signIn(browser, SignInSteps.PASSWORD);
        String first = browser.cookies().get("notifyflow");

        ada.second(browser, ada.code());

        assertThat(browser.cookies().get("notifyflow")).isNotEqualTo(first);
        Browser old = ada.browser();
        old.cookies().put("notifyflow", String.valueOf(first));
        assertThat(Browser.location(old.get("/sign-in/second"))).isEqualTo("/sign-in");
        assertThat(Browser.location(old.get("/home"))).isEqualTo("/sign-in");
    }

    @Test
    void aCodeIsAcceptedOnceAlsoWhenManyShowItAtATime() {
        ada.ownerWithApp();
        nextStep();
        String code = ada.code();
        List<Browser> browsers = IntStream.range(0, 6)
                .mapToObj(any -> {
                    Browser browser = ada.browser();
                    ada.signIn(browser, SignInSteps.PASSWORD);
                    return browser;
                })
                .toList();

        long entered = browsers.stream()
                .map(browser -> CompletableFuture.supplyAsync(() -> ada.second(browser, code)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .filter("/home"::equals)
                .count();

        assertThat(entered).isEqualTo(1);
    }

    @Test
    void theCodeOfTheSetUpIsUsedUp() {
        ada.ownerWithApp();
        Browser browser = ada.browser();
        ada.signIn(browser, SignInSteps.PASSWORD);

        assertThat(ada.second(browser, ada.code())).isEqualTo("401");
    }

    @Test
    void codesAreBoundedAndTheRightOneComesTooLate() {
        ada.ownerWithApp();
        nextStep();
        Browser browser = ada.browser();
        ada.signIn(browser, SignInSteps.PASSWORD);

        for (int i = 0; i < SignInAttempts.PER_ORIGIN; i++) {
            assertThat(ada.second(browser, "00000" + i)).isEqualTo("401");
        }

        assertThat(ada.second(browser, ada.code())).isEqualTo("401");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "0", "1234567", "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA", "١٢٣٤٥٦", "' OR 1=1 --"})
    void whatIsNoCodeIsRefused(String code) {
        ada.ownerWithApp();
        Browser browser = ada.browser();
        ada.signIn(browser, SignInSteps.PASSWORD);

        assertThat(ada.second(browser, code)).isEqualTo("401");
    }

    @Test
    void theSecondStepEndsAfterTenMinutes() {
        ada.ownerWithApp();
        Browser browser = ada.browser();
        ada.signIn(browser, SignInSteps.PASSWORD);

        clock.shift(Sessions.SECOND_STEP.plusSeconds(1));

        assertThat(Browser.location(browser.get("/sign-in/second"))).isEqualTo("/sign-in");
    }

    @Test
    void aRecoveryCodeSignsInOnceHoweverItIsTyped() {
        ada.ownerWithApp();
        assertThat(ada.recoveryCodes).hasSize(10).doesNotHaveDuplicates();
        String code = ada.recoveryCodes.getFirst();
        Browser browser = ada.browser();
        ada.signIn(browser, SignInSteps.PASSWORD);

        assertThat(ada.second(browser, " " + code.toLowerCase(Locale.ROOT).replace("-", " ")))
                .isEqualTo("/home");

        Browser again = ada.browser();
        ada.signIn(again, SignInSteps.PASSWORD);
        assertThat(ada.second(again, code)).isEqualTo("401");
        assertThat(browser.get("/home/security").body()).contains("9 of 10 left");
    }

    @Test
    void newRecoveryCodesEndTheFormerOnes() {
        Browser owner = ada.ownerWithApp();

        HttpResponse<String> made = owner.submit("/home/security", "/home/security/recovery-codes", Map.of());

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.body()).doesNotContain(ada.recoveryCodes);
        Browser browser = ada.browser();
        ada.signIn(browser, SignInSteps.PASSWORD);
        assertThat(ada.second(browser, ada.recoveryCodes.get(3))).isEqualTo("401");
    }

    @Test
    void anothersRecoveryCodeIsNone() {
        ada.ownerWithApp();
        var eve = new SignInSteps(hub, clock);
        eve.ownerWithApp();
        Browser browser = eve.browser();
        eve.signIn(browser, SignInSteps.PASSWORD);

        assertThat(eve.second(browser, ada.recoveryCodes.getFirst())).isEqualTo("401");
    }

    @Test
    void theSetUpAsksForACodeFirst() {
        Browser owner = ada.owner();
        HttpResponse<String> page = owner.get("/home/security/authenticator");
        String sealed =
                SignInSteps.find(java.util.regex.Pattern.compile("name=\"sealed\" value=\"([^\"]+)\""), page.body());

        for (Map<String, String> form : List.of(
                Map.of("sealed", sealed, "code", "000000"),
                Map.of("sealed", sealed),
                Map.of("code", "000000"),
                Map.of("sealed", sealed.substring(1), "code", "000000"))) {
            HttpResponse<String> refused = owner.submit("/home/security", "/home/security/authenticator", form);
            assertThat(refused.statusCode()).isEqualTo(422);
        }

        assertThat(Browser.location(ada.signIn(ada.browser(), SignInSteps.PASSWORD)))
                .isEqualTo("/home");
    }

    @Test
    void oneSetUpIsNoOthers() {
        Browser owner = ada.owner();
        HttpResponse<String> page = owner.get("/home/security/authenticator");
        var eve = new SignInSteps(hub, clock);
        Browser other = eve.owner();
        ada.key = SignInSteps.find(java.util.regex.Pattern.compile("id=\"key\">([A-Z2-7 ]+)<"), page.body());
        String sealed =
                SignInSteps.find(java.util.regex.Pattern.compile("name=\"sealed\" value=\"([^\"]+)\""), page.body());

        HttpResponse<String> refused = other.submit(
                "/home/security", "/home/security/authenticator", Map.of("sealed", sealed, "code", ada.code()));

        assertThat(refused.statusCode()).isEqualTo(422);
    }

    @Test
    void aLinkForANewPasswordIsNoWayRoundTheSecondFactor() {
        ada.ownerWithApp();
        nextStep();
        String link = ada.link("{\"email\":\"" + ada.email + "\"}");
        Browser browser = ada.browser();

        HttpResponse<String> set = browser.submit(link, link, Map.of("password", "another quiet sentence"));

        assertThat(Browser.location(set)).isEqualTo("/sign-in/second");
        assertThat(Browser.location(browser.get("/home"))).isEqualTo("/sign-in");
        assertThat(ada.second(browser, ada.code())).isEqualTo("/home");
    }

    @Test
    void aLinkMayRemoveTheSecondFactorOfWhoeverHasLostIt() {
        ada.ownerWithApp();
        String link = ada.link("{\"email\":\"" + ada.email + "\",\"removeSecondFactor\":true}");
        Browser browser = ada.browser();

        HttpResponse<String> set = browser.submit(link, link, Map.of("password", "another quiet sentence"));

        assertThat(Browser.location(set)).isEqualTo("/home");
        assertThat(browser.get("/home/security").body()).contains("Set up an app");
        assertThat(ada.account.call("GET", "/api/v1/audit").body()).contains("person.second-factor-removed");
    }

    @Test
    void whoIsRemovedLeavesNoSecondFactor() {
        ada.ownerWithApp();
        var person = ada.person();
        hub.jdbc()
                .sql("UPDATE person SET role = 'member' WHERE id = ?")
                .param(person)
                .update();

        assertThat(ada.account.call("DELETE", "/api/v1/people/" + person).statusCode())
                .isEqualTo(200);

        assertThat(Stream.of("person_authenticator_app", "recovery_code", "passkey", "person_session")
                        .map(table -> hub.jdbc()
                                .sql("SELECT count(*) FROM " + table + " WHERE person_id = ?")
                                .param(person)
                                .query(Integer.class)
                                .single()))
                .containsOnly(0);
    }

    @Test
    void theSecretAndTheCodesAreNowhereInTheClear() {
        ada.ownerWithApp();

        String rows = hub.jdbc()
                .sql(
                        """
                        SELECT (SELECT string_agg(a::text || encode(a.secret, 'escape'), '') FROM person_authenticator_app a)
                               || (SELECT string_agg(c::text, '') FROM recovery_code c)
                        """)
                .query(String.class)
                .single();

        assertThat(rows).doesNotContain(ada.key.replace(" ", ""));
        assertThat(ada.recoveryCodes).noneSatisfy(code -> assertThat(rows).contains(code));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"id\":\"AA\",\"rawId\":\"AA\",\"type\":\"public-key\",\"response\":{}}",
                "[",
                "null",
                "{\"id\":\"AA\",\"rawId\":\"AA\",\"type\":\"public-key\",\"response\":{\"clientDataJSON\":\"e30\","
                        + "\"authenticatorData\":\"AA\",\"signature\":\"AA\"},\"clientExtensionResults\":{}}",
                "{\"id\":\"!\",\"rawId\":\"!\",\"type\":\"public-key\",\"response\":{\"clientDataJSON\":\"!\","
                        + "\"authenticatorData\":\"!\",\"signature\":\"!\"},\"clientExtensionResults\":{}}"
            })
    void whatIsNoPasskeyIsRefused(String credential) {
        Browser browser = ada.browser();

        HttpResponse<String> refused =
                browser.submit("/sign-in", "/sign-in/passkey", Map.of("credential", credential, "sealed", "forged"));

        assertThat(Browser.location(refused)).isEqualTo("/sign-in?failed=passkey");
    }
}

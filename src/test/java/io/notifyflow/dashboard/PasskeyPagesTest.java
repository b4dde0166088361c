package io.notifyflow.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Passkeys and authenticator apps in a real browser, whose authenticator is Chromium's own virtual one. */
@HubTest
class PasskeyPagesTest {

    private static final String PASSWORD = Visitor.PASSWORD;

    @Autowired
    Hub hub;

    @BeforeEach
    void forgetAttempts() {
        hub.jdbc().sql("DELETE FROM sign_in_attempt").update();
    }

    /** A device that makes passkeys, and has a lock that its owner opens. */
    private static CDPSession authenticator(Page page, boolean verifies) {
        CDPSession devtools = page.context().newCDPSession(page);
        devtools.send("WebAuthn.enable");
        var options = new JsonObject();
        options.addProperty("protocol", "ctap2");
        options.addProperty("transport", "internal");
        options.addProperty("hasResidentKey", true);
        options.addProperty("hasUserVerification", verifies);
        options.addProperty("isUserVerified", verifies);
        options.addProperty("automaticPresenceSimulation", true);
        var asked = new JsonObject();
        asked.add("options", options);
        devtools.send("WebAuthn.addVirtualAuthenticator", asked);
        return devtools;
    }

    private static void add(Visitor visitor, String name) {
        Page page = visitor.open("/home/security");
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill(name);
        visitor.press("Add a passkey");
        assertThat(visitor.row(name)).isVisible();
    }

    private static void signOut(Page page) {
        page.locator("details.person summary").click();
        page.locator("details.person button").click();
        page.waitForURL("**/sign-in?out");
    }

    @Test
    void aPasskeySignsInWithoutAPasswordIsRenamedAndRemoved() {
        TestAccount account = hub.newAccount();
        try (Visitor visitor = Visitor.ownerAtLocalhost(hub, account)) {
            Page page = visitor.page();
            visitor.open("/home/security");
            authenticator(page, true);
            add(visitor, "laptop");
            assertThat(page.locator("#codes")).isVisible();
            visitor.accessible();
            visitor.screenshot("security-passkey-added");

            signOut(page);
            visitor.press("Sign in with a passkey");
            page.waitForURL("**/home**");
            visitor.open("/home/security");
            assertThat(visitor.row("this one")).containsText("passkey");

            visitor.row("laptop").locator("summary").first().click();
            page.getByLabel("New name of laptop").fill("old laptop");
            visitor.press("Save the name of laptop");
            assertThat(visitor.row("old laptop")).isVisible();
            visitor.row("old laptop").locator("summary").nth(1).click();
            visitor.press("Remove old laptop");
            assertThat(visitor.row("old laptop")).hasCount(0);

            signOut(page);
            visitor.press("Sign in with a passkey");
            page.waitForURL("**/sign-in?failed=passkey");
            assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.ALERT)
                            .first())
                    .isVisible();
            visitor.nothingComplained();
        }
    }

    @Test
    void aPasskeyIsASecondFactorAndStrangersLockItOutOfNothing() {
        TestAccount account = hub.newAccount();
        try (Visitor visitor = Visitor.ownerAtLocalhost(hub, account)) {
            Page page = visitor.page();
            visitor.open("/home/security");
            authenticator(page, true);
            add(visitor, "security key");
            signOut(page);

            page.getByLabel("E-mail address").fill(Visitor.email(account));
            page.getByLabel("Password").fill(PASSWORD);
            visitor.press("Sign in");
            page.waitForURL("**/sign-in/second");
            visitor.accessible();
            visitor.screenshot("second-step");
            visitor.press("Use a passkey");
            page.waitForURL("**/home**");

            signOut(page);
            // Strangers have used up the attempts of this network, and this browser is no known one any more.
            page.context().clearCookies();
            hub.jdbc()
                    .sql(
                            """
                            INSERT INTO sign_in_attempt (bucket, attempts, since)
                            VALUES (sha256(convert_to('address 127.0.0.1', 'UTF8')), 1000, now())
                            """)
                    .update();
            visitor.open("/sign-in");
            visitor.press("Sign in with a passkey");
            page.waitForURL("**/home**");
            visitor.nothingComplained();
        }
    }

    @Test
    void aKeyThatVerifiesNobodyIsNoMoreThanASecondFactor() {
        TestAccount account = hub.newAccount();
        try (Visitor visitor = Visitor.ownerAtLocalhost(hub, account)) {
            Page page = visitor.page();
            visitor.open("/home/security");
            authenticator(page, false);
            add(visitor, "plain key");
            assertThat(visitor.row("plain key")).containsText("after the password");

            signOut(page);
            visitor.press("Sign in with a passkey");
            assertThat(page.locator("[data-problem]")).isVisible();
            page.getByLabel("E-mail address").fill(Visitor.email(account));
            page.getByLabel("Password").fill(PASSWORD);
            visitor.press("Sign in");
            page.waitForURL("**/sign-in/second");
            visitor.press("Use a passkey");
            page.waitForURL("**/home**");
        }
    }

    @Test
    void aPasskeyOpensNothingThatAProviderHasTakenOver() {
        TestAccount account = hub.newAccount();
        try (Visitor visitor = Visitor.ownerAtLocalhost(hub, account)) {
            Page page = visitor.page();
            visitor.open("/home/security");
            authenticator(page, true);
            add(visitor, "laptop");
            signOut(page);
            hub.jdbc()
                    .sql("UPDATE person SET password_hash = NULL WHERE email = ?")
                    .param(Visitor.email(account))
                    .update();

            visitor.press("Sign in with a passkey");

            page.waitForURL("**/sign-in?failed=passkey");
        }
    }

    @Test
    void theSecurityPagesAreAccessibleInEveryLook() {
        for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            for (int width : new int[] {1280, 390}) {
                TestAccount account = hub.newAccount();
                try (Visitor visitor = Visitor.owner(hub, account, scheme, width, 844)) {
                    for (String path :
                            new String[] {"/home/security", "/home/security/authenticator", "/sign-in?again"}) {
                        Page page = visitor.open(path);
                        visitor.accessible();
                        visitor.screenshot("security" + path.replaceAll("[^a-z]", "-") + "-" + scheme + "-" + width);
                        Assertions.assertThat(
                                        page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
                                .as(path + " fits the width")
                                .isEqualTo(true);
                    }
                    visitor.nothingComplained();
                }
            }
        }
    }
}

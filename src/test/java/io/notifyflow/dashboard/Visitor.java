package io.notifyflow.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import io.notifyflow.identity.Browser;
import io.notifyflow.testing.Chromium;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.TestAccount;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Somebody who looks at the dashboard with a real Chromium. It notes whatever the browser complains of: messages of the
 * console, breaches of the content security policy, requests that fail.
 */
final class Visitor implements AutoCloseable {

    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final double PATIENCE = 15_000;
    static final String PASSWORD = "a sentence that is long enough";

    private final URI address;
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    private Visitor(URI address, com.microsoft.playwright.Browser.NewContextOptions options) {
        this.address = address;
        context = Chromium.start()
                .newContext(options.setBaseURL(address.toString()).setTimezoneId("Europe/Berlin"));
        context.setDefaultTimeout(PATIENCE);
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
        page = context.newPage();
        page.onConsoleMessage(this::note);
        page.onPageError(error -> complaints.add("page error: " + error));
        page.onRequestFailed(request -> {
            // A page that is left gives up what it was still asking for.
            if (!String.valueOf(request.failure()).contains("ERR_ABORTED")) {
                complaints.add("request failed: " + request.url() + " " + request.failure());
            }
        });
        page.addInitScript("document.addEventListener('securitypolicyviolation',"
                + " event => console.error('CSP: ' + event.violatedDirective + ' ' + event.blockedURI))");
    }

    private void note(ConsoleMessage message) {
        // Chromium itself writes a line for each answer of 4xx, which a form's refusal is.
        if (!message.text().startsWith("Failed to load resource")) {
            complaints.add("console: " + message.text());
        }
    }

    static Visitor stranger(Hub hub) {
        return new Visitor(hub.address(), new com.microsoft.playwright.Browser.NewContextOptions());
    }

    /** An owner of the account, with a session. */
    static Visitor owner(Hub hub, TestAccount account) {
        return owner(hub, account, new com.microsoft.playwright.Browser.NewContextOptions());
    }

    static Visitor owner(Hub hub, TestAccount account, ColorScheme scheme, int width, int height) {
        return owner(
                hub,
                account,
                new com.microsoft.playwright.Browser.NewContextOptions()
                        .setColorScheme(scheme)
                        .setViewportSize(width, height));
    }

    static Visitor ownerWithoutScripts(Hub hub, TestAccount account) {
        return owner(
                hub, account, new com.microsoft.playwright.Browser.NewContextOptions().setJavaScriptEnabled(false));
    }

    /** An owner who looks at the hub by its name, as passkeys need it. */
    static Visitor ownerAtLocalhost(Hub hub, TestAccount account) {
        URI address = URI.create("http://localhost:" + hub.address().getPort());
        return owner(hub, account, address, new com.microsoft.playwright.Browser.NewContextOptions());
    }

    /** With which the owner of an account signs in. */
    static String email(TestAccount account) {
        return "ada-" + account.id() + "@example.com";
    }

    private static Visitor owner(
            Hub hub, TestAccount account, com.microsoft.playwright.Browser.NewContextOptions options) {
        return owner(hub, account, hub.address(), options);
    }

    private static Visitor owner(
            Hub hub, TestAccount account, URI address, com.microsoft.playwright.Browser.NewContextOptions options) {
        var browser = new Browser(hub.address());
        HttpResponse<String> made = account.call("POST", "/api/v1/people/sign-in-links");
        String link = TestAccount.json(made).path("link").asText();
        String path = link.substring(link.indexOf("/sign-in/"));
        HttpResponse<String> entered =
                browser.submit(path, path, Map.of("email", email(account), "name", "Ada", "password", PASSWORD));
        assertThat(entered.statusCode()).as(entered.body()).isEqualTo(302);
        var visitor = new Visitor(address, options);
        visitor.context.addCookies(browser.cookies().entrySet().stream()
                .map(cookie -> new Cookie(cookie.getKey(), cookie.getValue()).setUrl(address.toString()))
                .toList());
        return visitor;
    }

    Page page() {
        return page;
    }

    /** Opens a page, which must answer as a page that is there. */
    Page open(String path) {
        Response response = page.navigate(address.resolve(path).toString());
        assertThat(response.status()).as(path + ": " + page.content()).isEqualTo(200);
        return page;
    }

    /** Presses the button of that name, which is the whole of it. */
    void press(String button) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }

    /** Unfolds what asks whether one is sure, and says yes. */
    void pressSurely(String button) {
        unfold(button);
        press(button);
    }

    void unfold(String summary) {
        page.locator("summary")
                .filter(new Locator.FilterOptions().setHasText(summary))
                .click();
    }

    /** The rows of tables with such a text. */
    Locator row(String text) {
        return page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(text));
    }

    /** The page as it is now, for those who want to look. */
    void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }

    /** What axe finds on the page as it is now. */
    void accessible() {
        noneViolated(new AxeBuilder(page));
    }

    /** What may differ between two looks of a page. */
    void accessibleColors() {
        noneViolated(new AxeBuilder(page).withRules(List.of("color-contrast", "link-in-text-block")));
    }

    private void noneViolated(AxeBuilder rules) {
        List<Rule> violations = rules.analyze().getViolations();
        assertThat(violations.stream()
                        .map(rule -> rule.getId() + ": " + rule.getHelp() + " " + rule.getNodes())
                        .toList())
                .as(page.url())
                .isEmpty();
    }

    void nothingComplained() {
        assertThat(complaints).as(page.url()).isEmpty();
    }

    @Override
    public void close() {
        context.close();
    }
}

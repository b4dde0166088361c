package io.notifyflow.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class StartPageTest {

    private static final Pattern KEY = Pattern.compile("nfk_[0-9A-Za-z]+");

    @Autowired
    Hub hub;

    @Test
    void leadsFromAnEmptyAccountToItsFirstEvent() {
        TestAccount account = hub.newAccount();
        hub.jdbc()
                .sql("DELETE FROM category WHERE account_id = ?")
                .param(account.id())
                .update();
        try (Visitor visitor = Visitor.owner(hub, account)) {
            Page page = visitor.open("/home");
            assertThat(page).hasURL(hub.address() + "/home/start");

            press(page, "Take bug 🐛, sale 💰 and question 🤔");
            assertThat(page.getByText("bug, question, sale.")).isVisible();
            page.getByLabel("Webhook URL").fill("https://discord.com/api/webhooks/80351110224678912/" + "t".repeat(68));
            press(page, "Connect Discord");
            assertThat(page.getByRole(
                            AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send a test message to Discord")))
                    .isVisible();
            press(page, "Make a key");
            visitor.accessible();
            assertThat(page.getByText("Waiting for the first event.")).isVisible();
            assertThat(page.locator("#curl")).containsText("curl -X POST " + hub.address() + "/api/v1/events");
            Matcher key = KEY.matcher(page.locator("#curl").textContent());
            Assertions.assertThat(key.find()).isTrue();
            HttpResponse<String> sent =
                    TestAccount.send(HttpRequest.newBuilder(hub.address().resolve("/api/v1/events"))
                            .header("Authorization", "Bearer " + key.group())
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"category\":\"sale\",\"title\":\"My first\"}"))
                            .build());
            Assertions.assertThat(sent.statusCode()).as(sent.body()).isEqualTo(202);

            assertThat(page.getByText("It is here:")).isVisible();
            visitor.screenshot("start");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("My first"))
                    .click();
            assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("My first")))
                    .isVisible();
            visitor.nothingComplained();
        }
    }

    private static void press(Page page, String button) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button))
                .click();
    }

    @Test
    void tellsStrangersWhatItIs() {
        try (Visitor visitor = Visitor.stranger(hub)) {
            Page page = visitor.open("/");
            assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Plans")))
                    .isVisible();
            visitor.accessible();
            visitor.screenshot("front");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in"))
                    .first()
                    .click();
            assertThat(page).hasURL(hub.address() + "/sign-in");
            visitor.accessible();
            visitor.nothingComplained();
        }
    }
}

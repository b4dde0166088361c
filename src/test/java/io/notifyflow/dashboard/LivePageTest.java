package io.notifyflow.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class LivePageTest {

    @Autowired
    Hub hub;

    @Test
    void showsWhatComesInAndWhatBecomesOfIt() {
        TestAccount account = hub.newAccount();
        TestAccount other = hub.newAccount();
        account.addWebhook("main", Hub.newWebhookId(), true);
        try (Visitor visitor = Visitor.owner(hub, account)) {
            Page page = visitor.open("/home/live");
            assertThat(page.locator("#state")).hasText("Live.");

            other.accept("{\"category\":\"sale\",\"title\":\"Somebody else's\"}");
            account.accept("{\"category\":\"sale\",\"title\":\"First\"}");
            account.accept("{\"category\":\"bug\",\"title\":\"Second\"}");

            Locator rows = page.locator("#rows tr");
            assertThat(rows).hasCount(2);
            assertThat(rows.first()).containsText("Second");
            assertThat(rows.first()).containsText("delivered");
            assertThat(page.getByText("Somebody else's")).hasCount(0);
            visitor.nothingComplained();
        }
    }

    @Test
    void missesNothingInAPause() {
        TestAccount account = hub.newAccount();
        try (Visitor visitor = Visitor.owner(hub, account)) {
            Page page = visitor.open("/home/live");
            assertThat(page.locator("#state")).hasText("Live.");
            account.accept("{\"category\":\"sale\",\"title\":\"Before\"}");
            assertThat(page.locator("#rows tr")).hasCount(1);

            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Pause"))
                    .click();
            account.accept("{\"category\":\"sale\",\"title\":\"Meanwhile\"}");
            account.accept("{\"category\":\"sale\",\"title\":\"Meanwhile too\"}");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Go on"))
                    .click();

            assertThat(page.locator("#rows tr")).hasCount(3);
            assertThat(page.locator("#rows tr").nth(0)).containsText("Meanwhile too");
            assertThat(page.locator("#rows tr").nth(2)).containsText("Before");
            visitor.nothingComplained();
        }
    }

    @Test
    void showsOnlyWhatTheFilterLets() {
        TestAccount account = hub.newAccount();
        try (Visitor visitor = Visitor.owner(hub, account)) {
            Page page = visitor.open("/home/live?category=bug&q=disk");
            assertThat(page.locator("#state")).hasText("Live.");

            account.accept("{\"category\":\"sale\",\"title\":\"disk for sale\"}");
            account.accept("{\"category\":\"bug\",\"title\":\"memory\"}");
            account.accept("{\"category\":\"bug\",\"title\":\"Full\",\"fields\":{\"what\":\"Disk 1\"}}");

            assertThat(page.locator("#rows tr")).hasCount(1);
            assertThat(page.locator("#rows tr").first()).containsText("Full");
        }
    }

    @Test
    void goesToTheSignInWhenTheSessionEnds() {
        TestAccount account = hub.newAccount();
        try (Visitor visitor = Visitor.owner(hub, account)) {
            Page page = visitor.open("/home/live");
            assertThat(page.getByText("Live.", new Page.GetByTextOptions().setExact(true)))
                    .isVisible();
            page.context().clearCookies();
            page.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Pause").setExact(true))
                    .click();
            page.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Go on").setExact(true))
                    .click();

            page.waitForURL("**/sign-in**");
        }
    }
}

package io.notifyflow.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.notifyflow.sandbox.SandboxFault;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.io.IOException;
import java.nio.file.Files;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class CategoryPageTest {

    @Autowired
    Hub hub;

    private TestAccount account(int events) {
        TestAccount account = hub.newAccount();
        for (int i = 1; i <= events; i++) {
            account.accept("{\"category\":\"sale\",\"title\":\"Order " + i + "\",\"fields\":{\"amount\":" + i
                    + ",\"plan\":\"" + (i % 2 == 0 ? "PRO" : "FREE") + "\"}}");
        }
        return account;
    }

    private static Locator rows(Page page) {
        return page.getByRole(
                        AriaRole.REGION,
                        new Page.GetByRoleOptions().setName("Events").setExact(true))
                .locator("tbody tr");
    }

    @Test
    void sumsUpTheWholeRangeAndNotThePageAlone() {
        try (Visitor visitor = Visitor.owner(hub, account(60))) {
            Page page = visitor.open("/home/categories/sale?range=month");

            assertThat(rows(page)).hasCount(50);
            assertThat(page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Numbers")))
                    .containsText("amount 60 1830 30.5 1 60");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Older events"))
                    .click();
            assertThat(rows(page)).hasCount(10);
            assertThat(rows(page).last()).containsText("Order 1");
            visitor.nothingComplained();
        }
    }

    @Test
    void sortsByAFieldAsNumbersAndFilters() {
        try (Visitor visitor = Visitor.owner(hub, account(12))) {
            Page page = visitor.open("/home/categories/sale");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("amount"))
                    .click();
            assertThat(rows(page).first()).containsText("Order 12");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("amount"))
                    .click();
            assertThat(rows(page).first()).containsText("Order 1");

            page.getByLabel("Field").selectOption("amount");
            page.getByLabel("Comparison").selectOption("is above");
            page.getByLabel("Value").fill("9.5");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Filter"))
                    .click();
            assertThat(rows(page)).hasCount(3);
            visitor.nothingComplained();
        }
    }

    @Test
    void noticesTheFirstEventByItself() {
        TestAccount account = hub.newAccount();
        try (Visitor visitor = Visitor.owner(hub, account)) {
            Page page = visitor.open("/home/categories/sale");
            assertThat(page.getByText("No event yet")).isVisible();

            account.accept("{\"category\":\"sale\",\"title\":\"The first\"}");

            assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("The first")))
                    .isVisible();
            visitor.nothingComplained();
        }
    }

    @Test
    void savesAllOfTheRangeAsAFile() throws IOException {
        try (Visitor visitor = Visitor.owner(hub, account(55))) {
            Page page = visitor.open("/home/categories/sale");
            Download csv =
                    page.waitForDownload(() -> page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("CSV"))
                            .click());

            Assertions.assertThat(Files.readAllLines(csv.path()))
                    .hasSize(56)
                    .first()
                    .asString()
                    .contains("amount");
        }
    }

    @Test
    void tellsWhyADeliveryWasGivenUpAndGivesItAnotherChance() {
        TestAccount account = hub.newAccount();
        String webhook = Hub.newWebhookId();
        account.addWebhook("main", webhook, true);
        hub.sandbox().faults().next(webhook, SandboxFault.Answer.json(400, "{\"code\":50035,\"message\":\"no\"}"));
        account.accept("{\"category\":\"bug\",\"title\":\"Refused once\"}");
        Awaitility.await().until(() -> account.deliveries("dead") == 1);
        try (Visitor visitor = Visitor.owner(hub, account)) {
            Page page = visitor.open("/home/dead-letters");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Refused once"))
                    .click();
            assertThat(page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Attempts at main")))
                    .containsText("50035");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Redrive to main"))
                    .click();

            // The page goes on looking until the delivery has an end.
            assertThat(page.locator("main .facts .status").first()).hasText("delivered");
            visitor.nothingComplained();
        }
    }

    @Test
    void pausesAndResumesADestination() {
        TestAccount account = hub.newAccount();
        account.addWebhook("main", Hub.newWebhookId(), true);
        try (Visitor visitor = Visitor.owner(hub, account)) {
            Page page = visitor.open("/home/deliveries");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Pause main"))
                    .click();
            assertThat(page.getByText("Paused: its deliveries are held.")).isVisible();
            account.accept("{\"category\":\"sale\",\"title\":\"Held\"}");
            Awaitility.await().until(() -> account.deliveries("pending") == 1);

            visitor.open("/home/deliveries?status=held");
            assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Held")))
                    .isVisible();
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Resume main"))
                    .click();
            Awaitility.await().until(() -> account.deliveries("delivered") == 1);
            visitor.nothingComplained();
        }
    }
}

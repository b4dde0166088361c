package io.notifyflow.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class HomePageTest {

    @Autowired
    Hub hub;

    @Test
    void showsACardForEachCategoryAndCountsByItself() {
        TestAccount account = hub.newAccount();
        account.addWebhook("main", Hub.newWebhookId(), true);
        account.accept("{\"category\":\"sale\",\"title\":\"One\"}");
        try (Visitor visitor = Visitor.owner(hub, account)) {
            Page page = visitor.open("/home");

            assertThat(page.getByRole(AriaRole.LISTITEM)
                            .filter(containing(page, "sale"))
                            .first())
                    .containsText("1 this month, 1 today");
            account.accept("{\"category\":\"sale\",\"title\":\"Two\"}");
            assertThat(page.getByText("2 this month, 2 today")).isVisible();
            visitor.accessible();
            visitor.screenshot("home");
            visitor.nothingComplained();
        }
    }

    private static com.microsoft.playwright.Locator.FilterOptions containing(Page page, String category) {
        return new com.microsoft.playwright.Locator.FilterOptions()
                .setHas(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(category)));
    }
}

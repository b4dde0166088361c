package io.notifyflow.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class SetUpPagesTest {

    @Autowired
    Hub hub;

    private static String status(Page page) {
        return page.getByRole(AriaRole.STATUS).first().textContent();
    }

    @Test
    void makesRotatesAndRevokesKeys() {
        TestAccount account = hub.newAccount();
        try (Visitor visitor = Visitor.owner(hub, account)) {
            Page page = visitor.open("/home/keys");
            page.getByLabel("Name").fill("shop");
            page.getByLabel("read").check();
            assertThat(page.getByText("unknown")).hasCount(0);
            visitor.press("Make the key");

            String key = page.locator("#key").textContent();
            Assertions.assertThat(account.callWith(key, "GET", "/api/v1/events").statusCode())
                    .isEqualTo(200);
            visitor.accessible();
            visitor.open("/home/keys");
            Assertions.assertThat(page.content()).doesNotContain(key);

            visitor.pressSurely("Revoke shop");
            assertThat(page.getByText("Revoked, on all hubs at once.")).isVisible();
            Assertions.assertThat(account.callWith(key, "GET", "/api/v1/events").statusCode())
                    .isEqualTo(401);
            visitor.nothingComplained();
        }
    }

    @Test
    void saysWhatIsWrongAndKeepsWhatWasTyped() {
        TestAccount account = hub.newAccount();
        try (Visitor visitor = Visitor.owner(hub, account)) {
            Page page = visitor.open("/home/categories");
            page.getByLabel("Name").fill("Sale");
            visitor.press("Add the category");

            assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
            assertThat(page.getByLabel("Name")).hasValue("Sale");
            visitor.accessible();
            visitor.screenshot("category-refused");

            page.getByLabel("Name").fill("deploys");
            visitor.press("Add the category");
            Assertions.assertThat(status(page)).isEqualTo("Created.");
            Assertions.assertThat(names(account)).contains("deploys");
        }
    }

    private List<String> names(TestAccount account) {
        return hub.jdbc()
                .sql("SELECT name FROM category WHERE account_id = ?")
                .param(account.id())
                .query(String.class)
                .list();
    }

    @Test
    void keepsTheNightsAndGathersByTheHour() {
        TestAccount account = hub.newAccount();
        account.addWebhook("main", Hub.newWebhookId(), true);
        try (Visitor visitor = Visitor.owner(hub, account)) {
            Page page = visitor.open("/home/categories");
            page.getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions().setName("Edit sale").setExact(true))
                    .click();
            page.getByLabel("From", new Page.GetByLabelOptions().setExact(true)).fill("22:00");
            visitor.press("Save");
            assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
            assertThat(page.getByText("Quiet hours must have from and to")).isVisible();
            visitor.accessible();

            page.getByLabel("To", new Page.GetByLabelOptions().setExact(true)).fill("07:00");
            page.getByLabel("Sunday").check();
            page.getByLabel("Goes out").selectOption("every hour");
            page.getByLabel("Time zone").fill("Europe/Vienna");
            visitor.screenshot("category-times");
            visitor.press("Save");

            assertThat(page.getByText("quiet 22:00 to 07:00 and on Sunday; together every hour (Europe/Vienna)"))
                    .isVisible();
            UUID event = account.accept("{\"category\":\"sale\",\"title\":\"Later\"}");
            await().until(() -> account.event(event).path("status").asText().equals("scheduled"));
            visitor.open("/home/events/" + event);
            assertThat(page.getByText("It waits for the end of the category's quiet hours"))
                    .isVisible();
            visitor.accessible();
            visitor.screenshot("event-scheduled");
            visitor.open("/home/deliveries?status=scheduled");
            assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Later")))
                    .isVisible();
            visitor.nothingComplained();
        }
    }

    @Test
    void changesADestinationAndKeepsItsSecret() {
        TestAccount account = hub.newAccount();
        String webhook = Hub.newWebhookId();
        UUID id = account.addWebhook("main", webhook, true);
        try (Visitor visitor = Visitor.owner(hub, account)) {
            Page page = visitor.open("/home/destinations");
            page.getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions().setName("Edit main").setExact(true))
                    .click();
            visitor.accessible();
            visitor.screenshot("destination-edit");
            page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("everything");
            page.getByLabel("Events that wait together").selectOption("are summed up in a digest");
            page.getByLabel("A digest goes out").selectOption("every 15 minutes at most");
            visitor.press("Save");

            assertThat(page.getByText("Saved.")).isVisible();
            Assertions.assertThat(account.destination(id, "batching")).isEqualTo("digest");
            Assertions.assertThat(account.destination(id, "digest_seconds")).isEqualTo("900");
            visitor.open("/home/destinations/" + id + "/edit");
            assertThat(page.getByLabel("A digest goes out")).hasValue("900");
            page.getByLabel("Events that wait together").selectOption("have a message each");
            visitor.press("Save");
            assertThat(page.getByText("Saved.")).isVisible();

            account.accept("{\"category\":\"sale\",\"title\":\"Still there\"}");
            await().until(() -> account.titles(webhook).contains("Still there"));
            visitor.nothingComplained();
        }
    }

    @Test
    void refusesToOverwriteWhatSomebodyElseHasChanged() {
        TestAccount account = hub.newAccount();
        try (Visitor visitor = Visitor.owner(hub, account)) {
            Page page = visitor.open("/home/categories");
            page.getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions().setName("Edit sale").setExact(true))
                    .click();
            hub.jdbc()
                    .sql("UPDATE category SET color = 1 WHERE account_id = ? AND name = 'sale'")
                    .param(account.id())
                    .update();
            page.getByLabel("Emoji").fill("🎉");
            visitor.press("Save");

            assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
            assertThat(page.getByLabel("Emoji")).hasValue("🎉");
        }
    }

    @Test
    void triesARuleOverPastEventsBeforeItIsSaved() {
        TestAccount account = hub.newAccount();
        account.addWebhook("main", Hub.newWebhookId(), true);
        account.addWebhook("boss", Hub.newWebhookId(), false);
        account.accept("{\"category\":\"sale\",\"title\":\"Small\",\"fields\":{\"amount\":5}}");
        account.accept("{\"category\":\"sale\",\"title\":\"Big\",\"fields\":{\"amount\":5000}}");
        try (Visitor visitor = Visitor.owner(hub, account)) {
            Page page = visitor.open("/home/rules");
            page.getByLabel("Name").fill("big ones");
            page.getByLabel("When").fill("has(fields.amount) && fields.amount > 1000");
            page.getByLabel("Also to")
                    .selectOption(
                            new com.microsoft.playwright.options.SelectOption().setLabel("boss (discord-webhook)"));
            visitor.press("Try it over the latest events");

            assertThat(page.locator("#trial-outcome")).containsText("It holds for 1; 1 would have gone elsewhere");
            assertThat(page.locator("#trial-outcome")).containsText("Big");
            visitor.accessible();
            visitor.screenshot("rule-trial");
            visitor.press("Save");
            assertThat(page.getByRole(AriaRole.ROWHEADER, new Page.GetByRoleOptions().setName("big ones")))
                    .isVisible();
            visitor.nothingComplained();
        }
    }

    @Test
    void showsMembersEverythingAndLetsThemChangeNothing() {
        TestAccount account = hub.newAccount();
        try (Visitor visitor = Visitor.owner(hub, account)) {
            visitor.open("/home");
            hub.jdbc()
                    .sql("UPDATE person SET role = 'member' WHERE account_id = ?")
                    .param(account.id())
                    .update();
            for (String path : List.of(
                    "/home/keys",
                    "/home/categories",
                    "/home/destinations",
                    "/home/rules",
                    "/home/sources",
                    "/home/people")) {
                Page page = visitor.open(path);
                Assertions.assertThat(page.locator("main form").count())
                        .as(path)
                        .isZero();
            }
        }
    }
}

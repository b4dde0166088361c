package io.notifyflow.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.SelectOption;
import io.notifyflow.sandbox.SandboxFault;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Mortuary;
import io.notifyflow.testing.TestAccount;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class DeliveryPagesTest {

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    @AfterEach
    void mendDiscord() {
        hub.sandbox().faults().clear();
    }

    private void awaitStatus(UUID event, String status) {
        await().until(() -> account.event(event).path("status").asText().equals(status));
    }

    @Test
    void findsWhatDiscordRefusedAndSendsItElsewhere() {
        String webhook = Hub.newWebhookId();
        account.addWebhook("main", webhook, true);
        String boss = Hub.newWebhookId();
        account.addWebhook("boss", boss, false);
        UUID fine = account.accept("{\"category\":\"sale\",\"title\":\"Fine\"}");
        awaitStatus(fine, "delivered");
        hub.sandbox()
                .faults()
                .always(webhook, SandboxFault.Answer.json(400, "{\"code\":50035,\"message\":\"Invalid Form Body\"}"));
        UUID refused = account.accept("{\"category\":\"sale\",\"title\":\"Refused\"}");
        awaitStatus(refused, "dead-lettered");

        try (Visitor visitor = Visitor.owner(hub, account)) {
            Page page = visitor.open("/home/deliveries");
            assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Fine")))
                    .isVisible();
            page.getByLabel("Discord error").fill("50035");
            visitor.press("Filter");
            assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Fine")))
                    .hasCount(0);
            visitor.accessible();
            visitor.screenshot("deliveries-refused");

            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Refused"))
                    .click();
            page.getByLabel("Send it also to").selectOption(new SelectOption().setLabel("boss (discord-webhook)"));
            visitor.press("Send");
            await().until(() -> account.titles(boss).contains("Refused"));
            assertThat(page.locator(".status.partly-delivered")).isVisible();
            assertThat(page.locator("dd").filter(new Locator.FilterOptions().setHasText("sent there by Ada")))
                    .isVisible();
            assertThat(page.getByLabel("Send it also to")).hasCount(0);
            visitor.accessible();
            visitor.screenshot("event-resent");
            visitor.nothingComplained();
        }
    }

    @Test
    void pausesAndResumesAQueue() {
        String webhook = Hub.newWebhookId();
        account.addWebhook("main", webhook, true);
        try (Visitor visitor = Visitor.owner(hub, account)) {
            Page page = visitor.open("/home/deliveries");
            visitor.press("Pause main");
            assertThat(page.getByText("Paused: its deliveries are held.")).isVisible();
            UUID event = account.accept("{\"category\":\"sale\",\"title\":\"Patience\"}");
            awaitStatus(event, "held");

            visitor.open("/home/deliveries?status=held");
            assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Patience")))
                    .isVisible();
            visitor.screenshot("deliveries-held");
            visitor.press("Resume main");

            await().until(() -> account.titles(webhook).contains("Patience"));
            visitor.nothingComplained();
        }
    }

    @Test
    void redrivesAFilteredSetWithItsCountAndItsProgress() {
        var mortuary = new Mortuary(hub, account);
        List<UUID> events = mortuary.die(3);
        mortuary.mend();
        try (Visitor visitor = Visitor.owner(hub, account)) {
            Page page = visitor.open("/home/dead-letters");
            visitor.screenshot("dead-letters-three");
            visitor.press("Redrive all 3");

            events.forEach(event -> awaitStatus(event, "delivered"));
            visitor.open("/home/dead-letters");
            assertThat(page.getByText("3 of 3")).isVisible();
            Assertions.assertThat(mortuary.usage()).containsExactly(3L, 0L);
            visitor.accessible();
            visitor.nothingComplained();
        }
    }
}

package io.notifyflow.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.notifyflow.sandbox.SandboxFault;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Each page in light and dark and on a phone: accessible, without a complaint of the browser, and to look at. */
@HubTest
class EveryPageTest {

    @Autowired
    Hub hub;

    static Stream<Arguments> looks() {
        return Stream.of(
                Arguments.of("light", ColorScheme.LIGHT, 1280, 800),
                Arguments.of("dark", ColorScheme.DARK, 1280, 800),
                Arguments.of("phone", ColorScheme.LIGHT, 390, 844));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("looks")
    void isAccessibleAndQuiet(String look, ColorScheme scheme, int width, int height) {
        TestAccount account = busyAccount();
        try (Visitor visitor = Visitor.owner(hub, account, scheme, width, height)) {
            visitor.open("/home");
            pages(account).forEach((name, path) -> {
                Page page = visitor.open(path);
                switch (look) {
                    case "light" -> visitor.accessible();
                    case "dark" -> visitor.accessibleColors();
                    default -> {}
                }
                visitor.screenshot(name + "-" + look);
                assertThat(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
                        .as(path + " fits the width")
                        .isEqualTo(true);
                visitor.nothingComplained();
            });
        }
    }

    @Test
    void canBeReadWithoutScripts() {
        TestAccount account = busyAccount();
        try (Visitor visitor = Visitor.ownerWithoutScripts(hub, account)) {
            pages(account).forEach((name, path) -> assertThat(
                            visitor.open(path).locator("h1").textContent())
                    .as(path)
                    .isNotBlank());
        }
    }

    private Map<String, String> pages(TestAccount account) {
        JsonNode events = TestAccount.json(account.call("GET", "/api/v1/events?limit=1"));
        UUID category = hub.jdbc()
                .sql("SELECT id FROM category WHERE account_id = ? AND name = 'sale'")
                .param(account.id())
                .query(UUID.class)
                .single();
        UUID destination = hub.jdbc()
                .sql("SELECT id FROM destination WHERE account_id = ? LIMIT 1")
                .param(account.id())
                .query(UUID.class)
                .single();
        var pages = new LinkedHashMap<String, String>();
        pages.put("home", "/home");
        pages.put("live", "/home/live");
        pages.put("events", "/home/events");
        pages.put(
                "event",
                "/home/events/" + events.path("events").path(0).path("eventId").asText());
        pages.put("dead-letters", "/home/dead-letters");
        pages.put("deliveries", "/home/deliveries");
        pages.put("account", "/home/account");
        pages.put("hub-business", "/home/hub/business");
        pages.put("start", "/home/start");
        pages.put("hub-routes", "/home/hub/routes");
        pages.put("hub-routes-focus", "/home/hub/routes?focus=source.receive");
        pages.put("hub-webhooks", "/home/hub/webhooks");
        pages.put("hub-health", "/home/hub/health");
        pages.put("category", "/home/categories/sale?range=month");
        pages.put("category-empty", "/home/categories/debug");
        pages.put("categories", "/home/categories");
        pages.put("category-edit", "/home/categories/" + category + "/edit");
        pages.put("destinations", "/home/destinations");
        pages.put("destination-new", "/home/destinations/new?type=telegram");
        pages.put("destination-edit", "/home/destinations/" + destination + "/edit");
        pages.put("rules", "/home/rules");
        pages.put("sources", "/home/sources");
        pages.put("source", "/home/sources/" + source(account, "Repositories"));
        pages.put("source-empty", "/home/sources/" + source(account, "Backups"));
        pages.put("keys", "/home/keys");
        pages.put("usage", "/home/usage");
        pages.put("billing", "/home/billing");
        pages.put("people", "/home/people");
        pages.put("audit", "/home/audit");
        pages.put("security", "/home/security");
        pages.put("security-authenticator", "/home/security/authenticator");
        pages.put("sign-in-methods", "/home/sign-in-methods");
        return pages;
    }

    private UUID source(TestAccount account, String name) {
        return hub.jdbc()
                .sql("SELECT id FROM source WHERE account_id = ? AND name = ?")
                .params(account.id(), name)
                .query(UUID.class)
                .single();
    }

    /** One request of each outcome. */
    private void call(String path) {
        String push = "{\"ref\":\"refs/heads/main\",\"repository\":{\"full_name\":\"acme/shop\"},\"token\":\"x\"}";
        for (String[] sent : new String[][] {
            {"push", push}, {"push", push}, {"watch", "{\"action\":\"started\"}"}, {"push", "{\"ref\": no JSON"}
        }) {
            TestAccount.send(HttpRequest.newBuilder(hub.address().resolve(path))
                    .header("Content-Type", "application/json")
                    .header("X-GitHub-Event", sent[0])
                    .header("X-GitHub-Delivery", "one")
                    .POST(BodyPublishers.ofString(sent[1]))
                    .build());
        }
    }

    private TestAccount busyAccount() {
        TestAccount account = hub.newOperator();
        String webhook = Hub.newWebhookId();
        UUID main = account.addWebhook("main", webhook, true);
        account.call(
                "POST",
                "/api/v1/rules",
                "{\"name\":\"big ones\",\"expression\":\"fields.amount > 1000\",\"destinationId\":\"" + main + "\"}");
        account.call("POST", "/api/v1/sources", "{\"type\":\"json\",\"name\":\"Backups\",\"category\":\"bug\"}");
        call(TestAccount.json(account.call(
                        "POST",
                        "/api/v1/sources",
                        "{\"type\":\"github\",\"name\":\"Repositories\",\"category\":\"bug\"}"))
                .path("path")
                .asText());
        for (int i = 1; i <= 5; i++) {
            account.accept("{\"category\":\"sale\",\"title\":\"Order " + i + "\",\"description\":\"Two items\","
                    + "\"fields\":{\"amount\":" + i * 17.5 + ",\"plan\":\"PRO\",\"new\":true}}");
        }
        await().until(() -> account.deliveries("delivered") == 6);
        hub.sandbox().faults().next(webhook, SandboxFault.Answer.json(400, "{\"code\":50035,\"message\":\"no\"}"));
        account.accept("{\"category\":\"bug\",\"title\":\"It is refused\",\"fields\":{\"host\":\"web-1\"}}");
        await().until(() -> account.deliveries("dead") == 1);
        return account;
    }
}

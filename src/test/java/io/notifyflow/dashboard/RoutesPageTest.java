package io.notifyflow.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import io.notifyflow.testing.TestRoutes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** An operator looks at the routes, stops one and starts it again. */
@HubTest
class RoutesPageTest {

    private static final String PLACE = "/home/hub/routes";

    @Autowired
    Hub hub;

    private TestAccount operator;

    @BeforeEach
    void makeOperator() {
        operator = hub.newOperator();
    }

    @AfterEach
    void startWhatIsStopped() {
        for (JsonNode stop :
                TestAccount.json(operator.call("GET", "/api/v1/routes")).path("stopped")) {
            operator.call("PATCH", "/api/v1/routes/" + stop.path("route").asText(), "{\"running\":true}");
        }
    }

    private static Locator map(Page page) {
        return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Map of routes"));
    }

    private static Locator row(Page page, String route) {
        return page.locator("tr[id='route-" + route + "']");
    }

    private static Locator.GetByRoleOptions named(String name) {
        return new Locator.GetByRoleOptions().setName(name);
    }

    @Test
    void drawsTheMapAndLeadsFromARouteToWhatItDid() {
        operator.accept("{\"category\":\"sale\"}");
        try (Visitor visitor = Visitor.owner(hub, operator)) {
            Page page = visitor.open(PLACE);

            Locator attempt = map(page).getByRole(AriaRole.LINK, named("delivery.attempt"));
            assertThat(attempt).isVisible();
            assertThat(map(page).locator("path.call").first()).isAttached();
            Assertions.assertThat(overlaps(page)).isEqualTo(0);
            attempt.click();
            assertThat(page).hasURL(Pattern.compile("#route-delivery\\.attempt$"));
            assertThat(row(page, "delivery.attempt")).isInViewport();
            assertThat(row(page, "ingest.accept").locator("td.number").first())
                    .not()
                    .hasText("0");
            assertThat(page.getByText("which answers this page,")).isVisible();

            page.getByText("Who calls whom, as a list").click();
            assertThat(page.getByText("delivery.attempt may call deliver.slack"))
                    .isVisible();
            visitor.accessible();
            visitor.nothingComplained();
        }
    }

    /** How many boxes of the map lie upon another. */
    private static Object overlaps(Page page) {
        return page.evaluate(
                """
                () => {
                  const boxes = [...document.querySelectorAll('svg.map .node > rect')].map(r => r.getBoundingClientRect());
                  let count = 0;
                  boxes.forEach((a, i) => boxes.slice(i + 1).forEach(b => {
                    if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) count++;
                  }));
                  return count;
                }
                """);
    }

    @Test
    void looksAtOneRouteAndItsNeighbours() {
        for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            try (Visitor visitor = Visitor.owner(hub, operator, scheme, 1280, 800)) {
                Page page = visitor.open(PLACE);
                page.getByLabel("Look at").selectOption("deliver.slack");
                page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Show"))
                        .click();

                assertThat(page.locator("svg.map .node")).hasCount(3);
                assertThat(map(page)).containsText("outbound.call");
                visitor.accessible();
                visitor.screenshot("hub-routes-focus-" + scheme.name().toLowerCase(java.util.Locale.ROOT));
                visitor.nothingComplained();
            }
        }
    }

    @Test
    void stopsARouteAndStartsItAgain() {
        String path = TestAccount.json(operator.call(
                        "POST", "/api/v1/sources", "{\"type\":\"json\",\"name\":\"s\",\"category\":\"bug\"}"))
                .path("path")
                .asText();
        try (Visitor visitor = Visitor.owner(hub, operator)) {
            Page page = visitor.open(PLACE);
            Locator json = row(page, "source.json");
            json.locator("summary").click();
            json.screenshot(new Locator.ScreenshotOptions().setPath(Path.of("target/screenshots/hub-routes-sure.png")));
            json.getByRole(AriaRole.BUTTON, named("Stop source.json")).click();

            assertThat(page.getByText("Stopped on all hubs: what is in the route ends"))
                    .isVisible();
            assertThat(json).containsText("by Ada");
            assertThat(map(page).getByRole(AriaRole.LINK, named("source.json, stopped")))
                    .isVisible();
            Assertions.assertThat(
                            operator.call("POST", path, "{\"title\":\"x\"}").statusCode())
                    .isEqualTo(503);
            visitor.accessible();
            visitor.screenshot("hub-routes-stopped");

            visitor.open("/home/audit");
            assertThat(page.getByText("route.stopped")).isVisible();
            visitor.open(PLACE);
            page.getByRole(
                            AriaRole.REGION,
                            new Page.GetByRoleOptions()
                                    .setName("Stopped on all hubs")
                                    .setExact(true))
                    .getByRole(AriaRole.BUTTON, named("Start source.json"))
                    .click();

            assertThat(page.getByText("Started on all hubs.")).isVisible();
            Assertions.assertThat(
                            operator.call("POST", path, "{\"title\":\"x\"}").statusCode())
                    .isEqualTo(202);
            visitor.nothingComplained();
        }
    }

    @Test
    void showsTheFiguresOfEachHubAndTheirSum() {
        operator.accept("{\"category\":\"sale\"}");
        UUID elsewhere = UUID.randomUUID();
        hub.jdbc()
                .sql("INSERT INTO hub_routes (hub_id, report) VALUES (?, ?::jsonb)")
                .params(elsewhere, report(elsewhere))
                .update();
        try (Visitor visitor = Visitor.owner(hub, operator)) {
            Page page = visitor.open(PLACE);
            Locator tabs = page.getByRole(AriaRole.LIST, new Page.GetByRoleOptions().setName("Hub"));
            tabs.getByRole(AriaRole.LINK, named("elsewhere")).click();
            assertThat(page.getByText("Of the hub elsewhere")).containsText("up to ten seconds old");
            assertThat(row(page, "ingest.accept")).containsText("1000");
            assertThat(row(page, "ingest.accept")).containsText("2.00 ms");
            assertThat(row(page, "ingest.accept")).containsText("IllegalStateException");

            tabs.getByRole(AriaRole.LINK, named("sum of all 2")).click();
            assertThat(page.getByText("Sums over 2 hubs")).isVisible();
            assertThat(row(page, "ingest.accept").locator("td.number").first())
                    .hasText(Pattern.compile("[1-9][0-9]{3,}"));
            assertThat(row(page, "ingest.accept").locator("td.number").first())
                    .not()
                    .hasText("1000");
            visitor.accessible();
            visitor.nothingComplained();
        } finally {
            hub.jdbc()
                    .sql("DELETE FROM hub_routes WHERE hub_id = ?")
                    .param(elsewhere)
                    .update();
        }
    }

    /** What a hub elsewhere would tell. */
    private static String report(UUID id) {
        return """
                {"hub": "%s", "host": "elsewhere", "startedAt": "2026-01-31T12:00:00Z", "files": [], "figures": [
                  {"route": "ingest.accept", "completed": 1000, "failed": 7, "inFlight": 0, "meanMillis": 2.0,
                   "lastMillis": 3.0, "lastFailure": {"reason": "java.lang.IllegalStateException",
                   "exchangeId": "A-1", "at": "2026-01-31T13:00:00Z"}}]}
                """
                .formatted(id);
    }

    @Test
    void saysWhichVersionOfAFileRunsAndWhyAnotherDoesNot() throws IOException {
        Path file = TestRoutes.FOLDER.resolve("operations/show-routes.camel.yaml");
        String shipped = Files.readString(file);
        try (Visitor visitor = Visitor.owner(hub, operator)) {
            Files.writeString(file, shipped.replaceFirst("ref: writeReply", "ref: writeReplay"));
            Awaitility.await().until(() -> pending() == 1);
            Page page = visitor.open(PLACE);

            Locator row = page.getByRole(AriaRole.ROW)
                    .filter(new Locator.FilterOptions().setHasText("operations/show-routes.camel.yaml"));
            assertThat(row).containsText("refused");
            assertThat(row).containsText("; the one before runs on.");
            assertThat(row).containsText(Pattern.compile("Line \\d+: .*writeReplay"));
            assertThat(row).not().containsText("..");
            visitor.accessible();
            row.screenshot(
                    new Locator.ScreenshotOptions().setPath(Path.of("target/screenshots/hub-routes-refused.png")));
            visitor.nothingComplained();
        } finally {
            Files.writeString(file, shipped);
            Awaitility.await().until(() -> pending() == 0);
        }
    }

    private long pending() {
        return TestAccount.json(operator.call("GET", "/api/v1/routes"))
                .at("/hub/files")
                .valueStream()
                .filter(file -> !file.path("pending").isEmpty())
                .count();
    }

    @Test
    void worksWithoutScripts() {
        try (Visitor visitor = Visitor.ownerWithoutScripts(hub, operator)) {
            Page page = visitor.open(PLACE + "?focus=source.ping");
            assertThat(page.locator("svg.map .node")).hasCount(2);
            row(page, "source.ping").locator("summary").click();
            row(page, "source.ping")
                    .getByRole(AriaRole.BUTTON, named("Stop source.ping"))
                    .click();
            row(page, "source.ping")
                    .getByRole(AriaRole.BUTTON, named("Start source.ping"))
                    .click();
            assertThat(page.getByText("Started on all hubs.")).isVisible();
        }
    }

    @Test
    void isNotThereForOthers() {
        TestAccount account = hub.newAccount();
        try (Visitor visitor = Visitor.owner(hub, account)) {
            visitor.page().navigate(hub.address().resolve(PLACE).toString());
            assertThat(visitor.page().getByText("There is nothing at this address."))
                    .isVisible();
        }
    }
}

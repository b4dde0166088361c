package io.notifyflow.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What a newcomer sees who wonders why nothing came. */
@HubTest
class SourcePageTest {

    @Autowired
    Hub hub;

    private static JsonNode addSource(TestAccount account, String settings) {
        return TestAccount.json(account.call(
                "POST", "/api/v1/sources", "{\"type\":\"json\",\"name\":\"Backups\",\"settings\":" + settings + "}"));
    }

    private void post(JsonNode source, String body) {
        TestAccount.send(
                HttpRequest.newBuilder(hub.address().resolve(source.path("path").asText()))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build());
    }

    @Test
    void saysWhatToDoUntilSomethingComesAndThenWhyItWasRefused() {
        TestAccount account = hub.newAccount();
        JsonNode source = addSource(account, "{}");
        String id = source.path("sourceId").asText();
        try (Visitor visitor = Visitor.owner(hub, account)) {
            Page page = visitor.open("/home/sources");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Backups"))
                    .click();
            assertThat(page.locator("#try")).containsText("curl -i " + hub.address() + "/in/json/nfs_");
            visitor.accessible();

            post(source, "{\"title\":\"no category\",\"token\":\"planted-token\"}");
            await().until(() -> TestAccount.json(account.call("GET", "/api/v1/sources/" + id + "/requests"))
                            .path("requests")
                            .size()
                    == 1);
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Reload"))
                    .click();

            assertThat(visitor.row("refused")).containsText("422");
            visitor.unfold("The body begins");
            assertThat(page.getByText("\"title\":\"no category\"")).isVisible();
            Assertions.assertThat(page.content()).doesNotContain("planted-token");
            visitor.accessible();
            visitor.screenshot("source-refused");

            visitor.open("/home/sources/" + id + "?outcome=told");
            assertThat(page.getByText("None of the last requests was told.")).isVisible();
            visitor.open("/home/sources");
            assertThat(page.getByText("1 refused today")).isVisible();
            visitor.nothingComplained();
        }
    }

    @Test
    void mutesRepeatsForAsLongAsItIsToldAndKeepsTheOtherSettings() {
        TestAccount account = hub.newAccount();
        JsonNode source = addSource(account, "{\"title\":\".job\"}");
        String path = "/api/v1/sources/" + source.path("sourceId").asText();
        try (Visitor visitor = Visitor.owner(hub, account)) {
            Page page = visitor.open("/home/sources/" + source.path("sourceId").asText());
            page.getByLabel("Mute repeats for").fill("soon");
            visitor.press("Save");
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("must be a duration from 1m to 48h");
            assertThat(page.getByLabel("Mute repeats for")).hasValue("soon");
            visitor.accessible();

            page.getByLabel("Mute repeats for").fill("4h");
            visitor.press("Save");
            assertThat(page.getByText("Saved.")).isVisible();
            assertThat(page.getByLabel("Mute repeats for")).hasValue("4h");
            JsonNode settings = TestAccount.json(account.call("GET", path)).path("settings");
            Assertions.assertThat(settings.path("muteRepeats").asText()).isEqualTo("4h");
            Assertions.assertThat(settings.path("title").asText()).isEqualTo(".job");

            page.getByLabel("Mute repeats for").fill("");
            visitor.press("Save");
            assertThat(page.getByText("Saved.")).isVisible();
            Assertions.assertThat(TestAccount.json(account.call("GET", path))
                            .path("settings")
                            .has("muteRepeats"))
                    .isFalse();
            visitor.nothingComplained();
        }
    }

    @Test
    void ofAnotherAccountThereIsNoPage() {
        JsonNode source = addSource(hub.newAccount(), "{}");
        try (Visitor visitor = Visitor.owner(hub, hub.newAccount())) {
            var answer = visitor.page()
                    .navigate(hub.address() + "/home/sources/"
                            + source.path("sourceId").asText());

            Assertions.assertThat(answer.status()).isEqualTo(404);
        }
    }
}

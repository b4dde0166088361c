package io.notifyflow.eventlog;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class EventSearchTest {

    private static final String PATH = "/api/v1/events";

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    private List<String> titles(String query) {
        HttpResponse<String> answer = account.call("GET", PATH + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).path("events").findValuesAsText("title");
    }

    private UUID accept(String category, String title, String more) {
        return account.accept("{\"category\":\"" + category + "\",\"title\":\"" + title + "\"" + more + "}");
    }

    @Test
    void findsByCategoryTextAndTimeTheLatestFirst() {
        accept("sale", "One 100%", ",\"description\":\"Ordered by Ada\"");
        UUID second = accept("bug", "Two", ",\"fields\":{\"release\":\"2026.11\"}");
        accept("sale", "Three", "");
        String accepted = account.event(second).path("acceptedAt").asText();

        assertThat(titles("")).containsExactly("Three", "Two", "One 100%");
        assertThat(titles("?category=SALE")).containsExactly("Three", "One 100%");
        assertThat(titles("?q=ada")).containsExactly("One 100%");
        assertThat(titles("?q=2026.11")).containsExactly("Two");
        assertThat(titles("?q=" + URLEncoder.encode("100%", StandardCharsets.UTF_8)))
                .containsExactly("One 100%");
        assertThat(titles("?q=" + URLEncoder.encode("1%0", StandardCharsets.UTF_8)))
                .isEmpty();
        assertThat(titles("?from=" + accepted)).contains("Three", "Two");
        assertThat(titles("?to=" + accepted)).doesNotContain("Three", "Two");
        assertThat(titles("?from=2030-01-01T00:00:00Z")).isEmpty();
    }

    @Test
    void pagesLoseNothingAndRepeatNothingWhileEventsCome() {
        for (int i = 0; i < 7; i++) {
            accept("sale", "Event " + i, "");
        }
        var seen = new ArrayList<String>();
        String cursor = "";
        do {
            JsonNode page = json(account.call("GET", PATH + "?limit=3" + cursor));
            seen.addAll(page.path("events").findValuesAsText("title"));
            cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
            accept("sale", "Later", "");
        } while (!cursor.isEmpty());

        assertThat(seen).containsExactly("Event 6", "Event 5", "Event 4", "Event 3", "Event 2", "Event 1", "Event 0");
    }

    @Test
    void tellsWhatBecameOfEach() {
        account.addWebhook("main", Hub.newWebhookId(), true);
        accept("sale", "Arrives", "");

        await().untilAsserted(() -> assertThat(json(account.call("GET", PATH))
                        .path("events")
                        .path(0)
                        .path("status")
                        .asText())
                .isEqualTo("delivered"));
        TestAccount lonely = hub.newAccount();
        lonely.accept("{\"category\":\"sale\"}");
        await().untilAsserted(() -> assertThat(json(lonely.call("GET", PATH))
                        .path("events")
                        .path(0)
                        .path("status")
                        .asText())
                .isEqualTo("unrouted"));
    }

    @Test
    void showsNothingOfAnotherAccount() {
        UUID mine = accept("sale", "Mine", "");
        TestAccount stranger = hub.newAccount();

        assertThat(json(stranger.call("GET", PATH)).path("events")).isEmpty();
        assertThat(json(stranger.call("GET", PATH + "?cursor=" + mine)).path("events"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?page=2",
                "?limit=0",
                "?limit=201",
                "?limit=x",
                "?from=monday",
                "?cursor=next",
                "?q=",
                "?q=%zz",
                "?q=a&q=b"
            })
    void refusesAParameterThatMakesNoSense(String query) {
        HttpResponse<String> refused = account.call("GET", PATH + query.replace("%zz", "%00"));

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(refused.body()).contains("invalid-parameter");
    }
}

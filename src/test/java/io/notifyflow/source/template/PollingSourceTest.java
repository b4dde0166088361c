package io.notifyflow.source.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Receiver;
import io.notifyflow.testing.Receiver.Answer;
import io.notifyflow.testing.TestAccount;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A source that asks an address again and again. */
@HubTest
class PollingSourceTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Autowired
    Hub hub;

    private TestAccount account;
    private volatile String list = "[]";
    private Receiver shop;

    @BeforeEach
    void open() {
        account = hub.newAccount();
        shop = new Receiver(request -> Answer.of(200, list));
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private RouteFile poll(String event, String... more) throws IOException {
        return RouteFile.of(account, "living/orders.camel.yaml", file(event, more));
    }

    private String file(String event, String... more) {
        return """
            - templatedRoute:
                routeTemplateRef: polling-source
                routeId: orders-%s
                parameters:
                  - {name: name, value: orders}
                  - {name: url, value: "%s"}
                  - {name: seconds, value: "1"}
                  - {name: account, value: "%s"}
                  - {name: event, value: '%s'}
            %s"""
                .formatted(
                        account.id(),
                        shop.address("/orders?limit=5&state=paid"),
                        account.id(),
                        event,
                        String.join("", more));
    }

    private List<String> titles() {
        return hub.jdbc()
                .sql("SELECT title FROM event WHERE account_id = ? ORDER BY id")
                .params(account.id())
                .query(String.class)
                .list();
    }

    @Test
    void makesEachItemAnEventOnce() throws IOException {
        list = "[{\"id\":1,\"what\":\"Tea\"},{\"id\":2,\"what\":\"Cup\"}]";
        try (var file = poll("[.[] | {category: \"sale\", title: .what, idempotencyKey: \"\\(.id)\"}]")) {
            await().atMost(SOON).until(() -> titles().equals(List.of("Tea", "Cup")));
            list = "[{\"id\":2,\"what\":\"Cup\"},{\"id\":3,\"what\":\"Pot\"}]";
            await().atMost(SOON).until(() -> titles().equals(List.of("Tea", "Cup", "Pot")));

            assertThat(shop.requests()).allSatisfy(request -> assertThat(request.method() + " " + request.path())
                    .isEqualTo("GET /orders?limit=5&state=paid"));
        }
    }

    private static final String MAPPING =
            "[.[] | {category: (.category // \"sale\"), title: .what, idempotencyKey: .id}]";

    private void awaitAnotherPoll() {
        int before = shop.requests().size();
        await().atMost(SOON).until(() -> shop.requests().size() >= before + 2);
    }

    @Test
    void repeatsNothingAfterARestartThatComesLate() throws IOException {
        list = "[{\"id\":1,\"what\":\"Tea\"}]";
        try (var file = poll(MAPPING)) {
            await().atMost(SOON).until(() -> titles().equals(List.of("Tea")));
        }
        // As after 48 hours.
        hub.jdbc()
                .sql("DELETE FROM idempotency WHERE account_id = ?")
                .params(account.id())
                .update();
        try (var file = poll(MAPPING)) {
            awaitAnotherPoll();
        }

        assertThat(titles()).containsExactly("Tea");
    }

    @Test
    void skipsAnItemThatIsRefusedAndTakesTheOthers() throws IOException {
        list = "[{\"id\":1,\"what\":\"Tea\",\"category\":\"none\"},{\"id\":2,\"what\":\"Cup\"}]";
        try (var file = poll(MAPPING)) {
            await().atMost(SOON).until(() -> titles().equals(List.of("Cup")));
        }
    }

    @Test
    void keepsItemsThatDoNotFitTheQuotaForLater() throws IOException {
        account = hub.newAccount("one");
        list = "[{\"id\":1,\"what\":\"Tea\"},{\"id\":2,\"what\":\"Cup\"}]";
        try (var file = poll(MAPPING)) {
            await().atMost(SOON).until(() -> titles().equals(List.of("Tea")));
            awaitAnotherPoll();
            hub.jdbc()
                    .sql("UPDATE account SET plan = 'unlimited' WHERE id = ?")
                    .params(account.id())
                    .update();

            await().atMost(SOON).until(() -> titles().equals(List.of("Tea", "Cup")));
        }
    }

    @Test
    void triesAgainAfterAnAnswerThatIsAnErrorOrNoJson() throws IOException {
        shop.next(Answer.of(503, "[]"));
        shop.next(Answer.of(200, "<html>"));
        list = "[{\"id\":1,\"what\":\"Tea\"}]";
        try (var file = poll(MAPPING, "      - {name: authorization, value: Bearer planted}\n")) {
            await().atMost(SOON).until(() -> titles().equals(List.of("Tea")));
        }

        assertThat(shop.requests().getFirst().header("authorization")).isEqualTo("Bearer planted");
    }

    @Test
    void theLogDoesNotNameTheAddress() {
        var failure = new org.apache.camel.http.base.HttpOperationFailedException(
                "https://shop.example/?token=planted", 401, "Unauthorized", null, null, null);

        assertThat(FetchedEvents.reason(new IllegalStateException(failure)))
                .isEqualTo("The address answered with status 401");
    }

    @Test
    void oneHubPollsAtATime() {
        var one = new RouteLeases(hub.jdbc());
        var other = new RouteLeases(hub.jdbc());
        String route = "route-" + account.id();

        assertThat(one.turn(route, 60)).isTrue();
        assertThat(other.turn(route, 60)).isFalse();
        assertThat(one.turn(route, 60)).isFalse();
    }

    @Test
    void theExampleInTheDocumentationWorks() throws IOException {
        list = "{\"orders\":[{\"number\":4711,\"total\":12.5}]}";
        String example = Examples.of("polling-source")
                .replace("https://shop.example/api/orders?state=paid", shop.address("/api/orders"))
                .replace("value: Shop", "value: " + account.id());

        try (var file = RouteFile.of(account, "living/orders.camel.yaml", example)) {
            await().atMost(SOON).until(() -> titles().equals(List.of("Order 4711")));
        }
    }
}

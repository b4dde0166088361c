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
                        account.id(), shop.address("/orders?limit=5&state=paid"), account.id(), event, String.join("", more));
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

            assertThat(shop.requests())
                    .allSatisfy(request -> assertThat(request.method() + " " + request.path())
                            .isEqualTo("GET /orders?limit=5&state=paid"));
        }
    }
}

package io.notifyflow.receipt;

import static io.notifyflow.testing.TestAccount.json;
import static io.notifyflow.testing.TestAccount.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.ShiftedClock;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class ReceiptApiTest {

    private static final String PATH = "/api/v1/webhook-receipts";
    private static final String PERSONAL = "ada.lovelace@example.com";

    @Autowired
    Hub hub;

    @Autowired
    Receipts receipts;

    @Autowired
    ReceiptRetention retention;

    @Autowired
    ShiftedClock clock;

    TestAccount operator;
    String provider;

    @BeforeEach
    void makeOperator() {
        operator = hub.newAccount();
        hub.jdbc()
                .sql("UPDATE account SET operator = true WHERE id = ?")
                .params(operator.id())
                .update();
        provider = "provider-" + Hub.newWebhookId();
    }

    @AfterEach
    void resetClock() {
        clock.shift(Duration.ZERO);
    }

    private Receipt received(String event) {
        return receipts.received(provider, event, "something.happened", "{\"email\":\"" + PERSONAL + "\"}");
    }

    private int stored() {
        return hub.jdbc()
                .sql("SELECT count(*) FROM webhook_receipt WHERE provider = ?")
                .params(provider)
                .query(Integer.class)
                .single();
    }

    private HttpResponse<String> get(TestAccount account, String query) {
        return send(account.request(PATH + query).build());
    }

    private HttpResponse<String> replay(TestAccount account, String id) {
        return send(account.request(PATH + "/" + id + "/replay")
                .POST(BodyPublishers.noBody())
                .build());
    }

    @Test
    void anEffectThatFailsLeavesNoReceipt() {
        assertThatThrownBy(() -> receipts.settle(received("one"), () -> {
                    throw new IllegalStateException("failed half-way");
                }))
                .hasMessage("failed half-way");

        assertThat(stored()).isZero();
        assertThat(receipts.settle(received("one"), Settled::applied)).isEqualTo(Settled.applied());
        assertThat(stored()).isOne();
    }

    @Test
    void whatWasSettledIsNotAppliedAgain() {
        receipts.settle(received("one"), () -> Settled.ignored("nothing to do"));

        Settled again = receipts.settle(received("one"), () -> {
            throw new AssertionError("applied twice");
        });

        assertThat(again).isEqualTo(Settled.ignored("nothing to do"));
    }

    @Test
    void listsPageByPageWithoutPayloads() {
        for (int i = 0; i < 5; i++) {
            receipts.settle(received("event" + i), () -> Settled.parked("for a reason"));
        }
        receipts.settle(received("applied"), Settled::applied);

        var seen = new HashSet<String>();
        String cursor = "";
        for (int page = 0; page < 3; page++) {
            HttpResponse<String> answer = get(operator, "?state=parked&provider=" + provider + "&limit=2" + cursor);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).doesNotContain(PERSONAL);
            JsonNode listed = json(answer);
            listed.path("receipts")
                    .forEach(receipt -> seen.add(receipt.path("eventId").asText()));
            assertThat(listed.at("/receipts/0/reason").asText()).isEqualTo("for a reason");
            cursor = "&cursor=" + listed.path("next").asText();
        }

        assertThat(seen).isEqualTo(Set.of("event0", "event1", "event2", "event3", "event4"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?state=lost",
                "?limit=0",
                "?limit=201",
                "?cursor=x",
                "?colour=red",
                "?state=parked&state=applied"
            })
    void refusesOtherParameters(String query) {
        HttpResponse<String> answer = get(operator, query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("type").asText()).isEqualTo("urn:notifyflow:problem:invalid-parameter");
    }

    @Test
    void isTheOperatorsAlone() {
        Receipt receipt = received("one");
        receipts.settle(receipt, () -> Settled.parked("for a reason"));
        TestAccount stranger = hub.newAccount();

        assertThat(get(stranger, "").statusCode()).isEqualTo(404);
        assertThat(replay(stranger, receipt.id().toString()).statusCode()).isEqualTo(404);
        assertThat(replay(operator, "nonsense").statusCode()).isEqualTo(404);
    }

    @Test
    void keepsPersonalDataEncryptedAndForNoLongerThanNeeded() {
        receipts.settle(received("applied"), Settled::applied);
        receipts.settle(received("parked"), () -> Settled.parked("for a reason"));
        assertThat(hub.jdbc()
                        .sql("SELECT encode(payload, 'escape') FROM webhook_receipt WHERE provider = ?")
                        .params(provider)
                        .query(String.class)
                        .list())
                .hasSize(2)
                .noneMatch(payload -> payload.contains("ada"));

        clock.shift(Duration.ofDays(29));
        retention.run();
        assertThat(stored()).isEqualTo(2);
        clock.shift(Duration.ofDays(31));
        retention.run();
        assertThat(stored()).isEqualTo(1);
        clock.shift(Duration.ofDays(181));
        retention.run();
        assertThat(stored()).isZero();
    }
}

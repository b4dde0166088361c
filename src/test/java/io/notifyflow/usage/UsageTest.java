package io.notifyflow.usage;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class UsageTest {

    @Autowired
    Hub hub;

    @Autowired
    QuotaWarnings warnings;

    @Test
    void tellsWhatIsUsedAndWhatIsLeft() {
        TestAccount account = hub.newAccount("free");
        account.accept("{\"category\":\"sale\"}");
        account.accept("{\"category\":\"sale\"}");

        JsonNode usage = json(account.call("GET", "/api/v1/usage"));

        YearMonth month = YearMonth.now(ZoneOffset.UTC);
        assertThat(usage.path("month").asText()).isEqualTo(month.toString());
        assertThat(usage.path("used").asInt()).isEqualTo(2);
        assertThat(usage.path("limit").asInt()).isEqualTo(100);
        assertThat(usage.path("remaining").asInt()).isEqualTo(98);
        assertThat(usage.path("resetsAt").asText()).isEqualTo(month.plusMonths(1) + "-01T00:00:00Z");
        assertThat(usage.path("categories").path("limit").asInt()).isEqualTo(3);
        assertThat(json(account.call("GET", "/api/v1/usage?month=2020-01"))
                        .path("used")
                        .asInt())
                .isZero();
        assertThat(account.call("GET", "/api/v1/usage?month=lately").statusCode())
                .isEqualTo(400);
    }

    @Test
    void aPlanWithoutALimitHasNone() {
        JsonNode usage = json(hub.newAccount().call("GET", "/api/v1/usage"));

        assertThat(usage.has("limit")).isFalse();
        assertThat(usage.has("remaining")).isFalse();
    }

    @Test
    void warnsOnceAtFourFifthsAndOnceAtTheEnd() {
        TestAccount account = hub.newAccount("free");
        String webhook = Hub.newWebhookId();
        account.addWebhook("main", webhook, true);
        use(account, 79);
        warnings.look();
        assertThat(account.titles(webhook)).isEmpty();

        use(account, 1);
        await().untilAsserted(
                        () -> assertThat(account.titles(webhook)).containsExactly("80 % of the month's quota is used"));
        use(account, 20);
        await().untilAsserted(() -> assertThat(account.titles(webhook))
                .containsExactly("80 % of the month's quota is used", "The month's quota is used up"));
        warnings.look();
        warnings.look();

        assertThat(account.titles(webhook)).hasSize(2);
        assertThat(json(account.call("GET", "/api/v1/usage")).path("used").asInt())
                .as("a warning counts for no quota")
                .isEqualTo(100);
    }

    @Test
    void warnsAgainOfALargerQuota() {
        TestAccount account = hub.newAccount("twenty");
        String webhook = Hub.newWebhookId();
        account.addWebhook("main", webhook, true);
        use(account, 20);
        await().untilAsserted(
                        () -> assertThat(account.titles(webhook)).containsExactly("The month's quota is used up"));

        hub.jdbc()
                .sql("UPDATE account SET plan = 'free' WHERE id = ?")
                .param(account.id())
                .update();
        use(account, 80);

        await().untilAsserted(() -> assertThat(account.titles(webhook))
                .containsExactly("The month's quota is used up", "The month's quota is used up"));
        warnings.look();
        assertThat(account.titles(webhook)).hasSize(2);
    }

    private void use(TestAccount account, int events) {
        hub.jdbc()
                .sql(
                        """
                        INSERT INTO usage (account_id, month, accepted)
                        VALUES (?, date_trunc('month', now() AT TIME ZONE 'UTC')::date, ?)
                        ON CONFLICT (account_id, month) DO UPDATE SET accepted = usage.accepted + excluded.accepted
                        """)
                .params(account.id(), events)
                .update();
    }
}

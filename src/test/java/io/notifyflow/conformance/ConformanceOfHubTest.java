package io.notifyflow.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class ConformanceOfHubTest {

    @Autowired
    Hub hub;

    @Test
    void everyCallOfAHubUnderTestIsChecked() {
        TestAccount account = hub.newAccount();
        account.addWebhook("webhook", Hub.newWebhookId(), true);
        account.addDirectMessage("person", "88" + Hub.newWebhookId());
        long before = DiscordConformance.checked();

        account.accept("{\"category\":\"sale\"}");

        // Opens the channel, writes there, and calls the webhook.
        await().untilAsserted(() -> assertThat(DiscordConformance.checked()).isGreaterThanOrEqualTo(before + 3));
    }
}

package io.notifyflow.source;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Receiver;
import io.notifyflow.testing.Receiver.Answer;
import io.notifyflow.testing.TestAccount;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** A source whose row makes no sense keeps no other from being asked, says so, and is asked again once it is corrected. */
@HubTest
class PoisonedSourcesTest {

    private static final String EMPTY =
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Blog</title></channel></rss>";

    @Autowired
    Hub hub;

    private final Receiver feeds = new Receiver(request -> Answer.of(200, EMPTY));

    @AfterEach
    void close() {
        feeds.close();
    }

    private void othersAreAsked() {
        PolledSource other =
                PolledSource.added(hub, hub.newAccount(), "rss", "{'url':'" + feeds.address("/other") + "'}");
        await().atMost(Duration.ofSeconds(10)).until(() -> other.view().has("lastPolledAt"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "settings = '[1]'",
                "settings = '\"text\"'",
                "settings = 'null'",
                "settings = '{\"url\":{}}'",
                "settings = '{\"url\":\"x\",\"minutes\":\"soon\",\"backlog\":-1}'",
                "settings = '{\"url\":\"http://127.0.0.1:1/\",\"minutes\":99999999999}'",
                "secret = '\\xdeadbeef'",
            })
    void settingsOfAFeed(String poison) {
        TestAccount account = hub.newAccount();
        PolledSource source = PolledSource.of(hub, account, "rss", "{'url':'" + feeds.address("/own") + "'}");
        String settings = hub.jdbc()
                .sql("SELECT settings::text FROM source WHERE id = ?")
                .param(source.id())
                .query(String.class)
                .single();
        hub.jdbc()
                .sql("UPDATE source SET " + poison + " WHERE id = ?")
                .param(source.id())
                .update();
        source.makeDue();

        othersAreAsked();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(source.view().path("lastError").asText()).isNotBlank());
        assertThat(account.call("GET", "/api/v1/sources").statusCode()).isEqualTo(200);

        hub.jdbc()
                .sql("UPDATE source SET settings = ?::jsonb, secret = NULL WHERE id = ?")
                .params(settings, source.id())
                .update();
        JsonNode corrected = source.poll();
        assertThat(corrected.has("lastError")).as(corrected.toString()).isFalse();
    }

    @Test
    void typeAndCursorOfASource() {
        TestAccount account = hub.newAccount();
        PolledSource typed = PolledSource.of(hub, account, "rss", "{'url':'" + feeds.address("/a") + "'}");
        PolledSource placed = PolledSource.of(hub, account, "rss", "{'url':'" + feeds.address("/b") + "'}");
        hub.jdbc()
                .sql("UPDATE source SET type = 'nonsense' WHERE id = ?")
                .param(typed.id())
                .update();
        placed.update("cursor = '[1, {\"etag\": []}]'");
        typed.makeDue();
        placed.makeDue();

        othersAreAsked();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(typed.view().path("lastError").asText()).isNotBlank());
        placed.awaitPoll();
        assertThat(json(account.call("GET", "/api/v1/sources")).path("sources")).hasSize(2);
    }

    /** A sender's source; its address answers without telling what stands in the row. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"settings = '[1]'", "settings = '\"x\"'", "secret = '\\xdeadbeef'", "category = ''"})
    void rowOfAWebhook(String poison) {
        TestAccount account = hub.newAccount();
        TestSource source = TestSource.of(account, "json", "\"category\":\"bug\"");
        hub.jdbc()
                .sql("UPDATE source SET " + poison + " WHERE id = ?")
                .param(source.id())
                .update();

        int status =
                account.call("POST", source.path(), "{\"title\":\"hello\"}").statusCode();

        assertThat(status).isIn(202, 422, 503);
        assertThat(account.call("GET", "/api/v1/sources").statusCode()).isEqualTo(200);
        TestSource healthy = TestSource.of(hub.newAccount(), "json", "\"category\":\"bug\"");
        assertThat(account.call("POST", healthy.path(), "{\"title\":\"" + UUID.randomUUID() + "\"}")
                        .statusCode())
                .isEqualTo(202);
    }
}

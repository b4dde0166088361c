package io.notifyflow.source;

import static io.notifyflow.source.ReceiveTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import org.apache.camel.CamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The smallest source: a file with a mapping and nothing else. */
@HubTest
class WebhookSourceTemplateTest {

    private static final String FILE =
            """
            - templatedRoute:
                routeTemplateRef: webhook-source
                routeId: source.uptime
                parameters:
                  - name: type
                    value: uptime
                  - name: event
                    value: |
                      if .heartbeat.status == 1 then {ignored: "It is up"} else
                        {category: "outage", title: "\\(.monitor.name) is down", fields: {says: .msg} } end
            """;

    @Autowired
    Hub hub;

    @Autowired
    CamelContext camel;

    @BeforeEach
    void addFile() throws Exception {
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("uptime.camel.yaml", FILE));
    }

    @AfterEach
    void removeFile() throws Exception {
        camel.getRouteController().stopRoute("source.uptime");
        camel.removeRoute("source.uptime");
    }

    @Test
    void makesASourceOfAMapping() {
        TestAccount account = hub.newAccount();
        TestSource source = TestSource.of(account, "uptime");

        JsonNode event = source.accept("{\"heartbeat\":{\"status\":0},\"monitor\":{\"name\":\"Shop\"},\"msg\":\"m\"}")
                .getFirst();
        var ignored = source.post("{\"heartbeat\":{\"status\":1}}");

        assertThat(event.path("title").asText()).isEqualTo("Shop is down");
        assertThat(event.path("category").asText()).isEqualTo("outage");
        assertThat(event.path("fields").toString()).isEqualTo("{\"says\":\"m\"}");
        assertThat(ignored.body()).contains("It is up");
        assertThat(camel.getRoute("source.uptime").getDescription()).isNotBlank();
    }

    @Test
    void readsJsonWithinATextThatCameAsText() throws Exception {
        String file =
                """
                - templatedRoute:
                    routeTemplateRef: webhook-source
                    routeId: source.topic
                    parameters:
                      - name: type
                        value: topic
                      - name: event
                        value: |
                          (.Message | fromjson) as $said | {category: "outage", title: $said.detail.state, timestamp: .Timestamp}
                """;
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("topic.camel.yaml", file));
        try {
            TestSource source = TestSource.of(hub.newAccount(), "topic");
            JsonNode event = source.accept(
                            "{\"Type\":\"Notification\",\"Message\":\"{\\\"detail\\\":{\\\"state\\\":\\\"ALARM\\\"}}\","
                                    + "\"Timestamp\":1767322800123}",
                            "Content-Type",
                            "text/plain; charset=UTF-8")
                    .getFirst();

            assertThat(event.path("title").asText()).isEqualTo("ALARM");
            assertThat(event.path("timestamp").asText()).isEqualTo("2026-01-02T03:00:00.123Z");
            assertProblem(source.post("{\"Message\":\"{}\"}"), 422, "invalid-event");
        } finally {
            camel.getRouteController().stopRoute("source.topic");
            camel.removeRoute("source.topic");
        }
    }

    @Test
    void asksForTheSignatureOfASourceWithASecret() {
        TestSource source = TestSource.of(hub.newAccount(), "uptime", "\"secret\":\"s3cret\"");

        assertProblem(source.post("{}"), 401, "invalid-signature");
    }
}

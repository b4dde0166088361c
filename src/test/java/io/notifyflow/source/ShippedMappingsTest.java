package io.notifyflow.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.account.Account;
import io.notifyflow.account.Accounts;
import io.notifyflow.event.Reply;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Whatever a sender leaves out, each shipped mapping makes events of the rest, in texts that people can read. */
@HubTest
class ShippedMappingsTest {

    private static final Pattern NULL = Pattern.compile("\\bnull\\b");

    @Autowired
    Hub hub;

    @Autowired
    CamelContext camel;

    @Autowired
    Accounts accounts;

    @Autowired
    SourceEvents events;

    private final ObjectMapper json = new ObjectMapper();

    private Account account;

    @BeforeEach
    void makeAccount() {
        TestAccount made = hub.newAccount();
        account = accounts.byId(made.id()).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "alertmanager/group,           '',                  ''",
        "alertmanager/truncated,       '',                  ''",
        "grafana/firing,               '',                  ''",
        "grafana/no-data,              '',                  ''",
        "github/push,                  X-GitHub-Event,      push",
        "github/push-tag,              X-GitHub-Event,      push",
        "github/issue-opened,          X-GitHub-Event,      issues",
        "github/pull-request,          X-GitHub-Event,      pull_request",
        "github/workflow-run,          X-GitHub-Event,      workflow_run",
        "github/check-suite,           X-GitHub-Event,      check_suite",
        "github/release,               X-GitHub-Event,      release",
        "github/deployment-status,     X-GitHub-Event,      deployment_status",
        "github/dependabot-alert,      X-GitHub-Event,      dependabot_alert",
        "github/secret-scanning-alert, X-GitHub-Event,      secret_scanning_alert",
        "github/discussion,            X-GitHub-Event,      discussion",
        "github/star,                  X-GitHub-Event,      star",
        "github/watch,                 X-GitHub-Event,      watch",
        "gitlab/push,                  X-Gitlab-Event,      Push Hook",
        "gitlab/tag-push-created,      X-Gitlab-Event,      Tag Push Hook",
        "gitlab/issue,                 X-Gitlab-Event,      Issue Hook",
        "gitlab/merge-request,         X-Gitlab-Event,      Merge Request Hook",
        "gitlab/pipeline,              X-Gitlab-Event,      Pipeline Hook",
        "gitlab/job,                   X-Gitlab-Event,      Job Hook",
        "gitlab/deployment,            X-Gitlab-Event,      Deployment Hook",
        "gitlab/release,               X-Gitlab-Event,      Release Hook",
        "gitlab/access-token,          X-Gitlab-Event,      Resource Access Token Hook",
        "sentry/issue,                 Sentry-Hook-Resource, issue",
        "sentry/event-alert,           Sentry-Hook-Resource, event_alert",
        "sentry/metric-alert,          Sentry-Hook-Resource, metric_alert",
        "sentry/legacy,                '',                  ''",
        "stripe/checkout,              '',                  ''",
        "stripe/checkout-async,        '',                  ''",
        "stripe/checkout-setup,        '',                  ''",
        "stripe/invoice-paid,          '',                  ''",
        "stripe/invoice-failed,        '',                  ''",
        "stripe/refund,                '',                  ''",
        "stripe/dispute,               '',                  ''",
        "stripe/subscription-deleted,  '',                  ''",
        "stripe/thin,                  '',                  ''",
        "shopify/order-created,          X-Shopify-Topic,      orders/create",
        "shopify/order-cancelled,        X-Shopify-Topic,      orders/cancelled",
        "shopify/customer,               X-Shopify-Topic,      customers/create",
        "pagerduty/incident-triggered,   '',                   ''",
        "opsgenie/alert-created,         '',                   ''",
        "jira/issue-created,             '',                   ''",
        "jira/issue-updated,             '',                   ''",
        "bitbucket/push,                 X-Event-Key,          repo:push",
        "bitbucket/pull-request-merged,  X-Event-Key,          pullrequest:fulfilled",
        "bitbucket/build,                X-Event-Key,          repo:commit_status_updated",
        "gitea/push,                     X-Gitea-Event,        push",
        "gitea/issue-opened,             X-Gitea-Event,        issues",
        "gitea/release,                  X-Gitea-Event,        release",
        "uptime-kuma/down,               '',                   ''",
        "uptimerobot/down,               '',                   ''",
        "vercel/deployment-failed,       '',                   ''",
        "netlify/deploy-failed,          '',                   ''",
        "sns/notification,               '',                   ''",
        "sns/alarm,                      '',                   ''",
        "eventbridge/instance-stopped,   '',                   ''",
        "docker-hub/push,                '',                   ''",
        "npm/publish,                    '',                   ''",
    })
    void whatIsMissingNeverKeepsTheRestFromBeingRead(String payload, String header, String value) throws Exception {
        JsonNode whole = json.readTree(TestSource.fixture(payload));
        var variants = new ArrayList<JsonNode>(List.of(whole));
        collect(whole, whole, "", variants);
        assertThat(variants).hasSizeGreaterThan(10);

        for (JsonNode variant : variants) {
            for (String settings : List.of("{}", "{\"other\":\"tell\"}")) {
                check(
                        payload.split("/")[0],
                        variant,
                        header.isEmpty() ? Map.of() : Map.of(header.toLowerCase(Locale.ROOT), value),
                        settings);
            }
        }
    }

    /** The whole without each of its members, and with null or nothing in its place. */
    private static void collect(JsonNode whole, JsonNode part, String pointer, List<JsonNode> variants) {
        if (part instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                String at = pointer + "/" + member.getKey().replace("~", "~0").replace("/", "~1");
                variants.add(changed(whole, pointer, member.getKey(), null));
                variants.add(changed(whole, pointer, member.getKey(), NullNode.getInstance()));
                variants.add(changed(whole, pointer, member.getKey(), empty(member.getValue())));
                collect(whole, member.getValue(), at, variants);
            }
        } else if (part instanceof ArrayNode array && !array.isEmpty()) {
            collect(whole, array.get(0), pointer + "/0", variants);
        }
    }

    private static JsonNode empty(JsonNode value) {
        return value instanceof ContainerNode<?> container
                ? container.isArray() ? JsonNodeFactory.instance.arrayNode() : JsonNodeFactory.instance.objectNode()
                : value.isNull()
                        ? value
                        : value.isTextual()
                                ? JsonNodeFactory.instance.textNode("")
                                : JsonNodeFactory.instance.numberNode(0);
    }

    private static JsonNode changed(JsonNode whole, String pointer, String member, @Nullable JsonNode value) {
        JsonNode copy = whole.deepCopy();
        var parent = (ObjectNode) copy.at(pointer);
        if (value == null) {
            parent.remove(member);
        } else {
            parent.set(member, value);
        }
        return copy;
    }

    private void check(String type, JsonNode payload, Map<String, String> headers, String settings) throws Exception {
        var source = new Source(UUID.randomUUID(), account.id(), type, "test", "bug", null, json.readTree(settings));
        var all = new HashMap<>(headers);
        all.put("content-type", "application/json");
        var request =
                new ReceivedRequest(source, all, Map.of(), payload.toString().getBytes(StandardCharsets.UTF_8));
        Exchange exchange = new DefaultExchange(camel);
        exchange.setVariable("account", account);
        exchange.setVariable("request", request);
        exchange.getMessage().setBody(request.body());
        try (var template = camel.createProducerTemplate()) {
            exchange = template.send("direct:source." + type, exchange);
        }

        assertThat(exchange.getException()).as("%s", payload).isNull();
        Object made = events.complete(exchange.getMessage().getBody(), account, request);
        if (made instanceof Reply reply) {
            assertThat(reply.status()).as("%s", payload).isEqualTo(200);
            assertThat(NULL.matcher(reply.body().toString()).find())
                    .as("%s: %s", payload, reply.body())
                    .isFalse();
            return;
        }
        for (JsonNode event : (ArrayNode) made) {
            assertThat(event.path("title").asText()).as("%s", payload).isNotBlank();
            for (String member : List.of("title", "description", "url", "category")) {
                assertThat(NULL.matcher(event.path(member).asText()).find())
                        .as("%s of %s", event, payload)
                        .isFalse();
            }
            event.path("fields")
                    .forEach(field ->
                            assertThat(field.isValueNode()).as("%s", event).isTrue());
        }
    }
}

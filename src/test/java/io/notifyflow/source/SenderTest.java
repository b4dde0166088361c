package io.notifyflow.source;

import static io.notifyflow.source.TestSource.fixture;
import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What becomes of the payloads that senders publish. */
@HubTest
class SenderTest {

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
        Stream.of("push", "issue", "build", "release", "alert", "resolved", "payment-failed", "cancellation")
                .forEach(account::addCategory);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "github/push          | X-GitHub-Event: push         | push    | Codertocat pushed 1 commit(s) to Codertocat/Hello-World | {'ref':'refs/heads/master'}",
                "github/issue-opened  | X-GitHub-Event: issues       | issue   | Issue #1 opened: Spelling error in the README file      | {'repository':'Codertocat/Hello-World','by':'Codertocat'}",
                "github/workflow-run  | X-GitHub-Event: workflow_run | build   | test: success on master                                 | {'repository':'octo-org/octo-repo','run':163,'event':'repository_dispatch'}",
                "github/release       | X-GitHub-Event: release      | release | Codertocat/Hello-World 0.0.1                            | {'tag':'0.0.1','by':'Codertocat','prerelease':false}",
                "gitlab/tag-push-created | X-Gitlab-Event: Tag Push Hook | push | John Smith pushed tag v1.0.0 to acme/shop           | {'ref':'refs/tags/v1.0.0'}",
                "github/push-tag      | X-GitHub-Event: push         | push    | ada pushed tag v1.2.0 to acme/shop                      | {'ref':'refs/tags/v1.2.0'}",
                "sentry/legacy        | User-Agent: sentry           | bug     | TypeError: cart is undefined                            | {'project':'Front end','level':'error','rule':'Every new issue'}",
                "gitlab/push          | X-Gitlab-Event: Push Hook    | push    | John Smith pushed 4 commit(s) to mike/diaspora          | {'ref':'refs/heads/master'}",
                "gitlab/issue         | X-Gitlab-Event: Issue Hook   | issue   | Issue #23 opened: New API: create/update/delete file    | {'project':'gitlabhq/gitlab-test','by':'Administrator','severity':'high'}",
                "gitlab/pipeline      | X-Gitlab-Event: Pipeline Hook| build   | Pipeline #31: success on master                         | {'project':'gitlab-org/gitlab-test','seconds':63,'failed':'test-build'}",
                "gitlab/release       | X-Gitlab-Event: Release Hook | release | gitlab-org/release-webhook-example v1.1                 | {'tag':'v1.1'}",
                "sentry/issue         | Sentry-Hook-Resource: issue        | bug      | FRONT-END-9 created: ReferenceError: blooopy is not defined | {'project':'front-end','level':'error','status':'unresolved','substatus':'escalating','times':'1','users':1}",
                "sentry/event-alert   | Sentry-Hook-Resource: event_alert  | bug      | ReferenceError: heck is not defined  | {'rule':'Very Important Alert Rule!','level':'error','platform':'javascript'}",
                "sentry/metric-alert  | Sentry-Hook-Resource: metric_alert | resolved | Resolved: Too many errors            | {'rule':'Too many errors','state':'resolved'}",
                "stripe/checkout      | User-Agent: Stripe/1.0 | sale           | Checkout: 21.98 USD       | {'amount':21.98,'customer':'jenny.rosen@example.com','mode':'payment','payment':'paid','test':true}",
                "stripe/invoice-paid  | User-Agent: Stripe/1.0 | sale           | Invoice paid: 10.99 USD   | {'amount':10.99,'customer':'jennyrosen@example.com','invoice':'F9C1B7A2-0001','reason':'subscription_cycle','test':true}",
                "stripe/invoice-failed| User-Agent: Stripe/1.0 | payment-failed | Payment failed: 1,099 JPY | {'amount':1099,'customer':'jennyrosen@example.com','invoice':'F9C1B7A2-0001','attempts':2,'test':true}",
                "stripe/subscription-deleted | User-Agent: Stripe/1.0 | cancellation | Subscription cancelled | {'subscription':'sub_1MowQVLkdIwHu7ixeRlqHVzs','customer':'cus_Na6dX7aXxi11N4','reason':'cancellation_requested','test':true}",
            })
    void aPayloadBecomesAnEvent(String payload, String header, String category, String title, String fields) {
        String[] named = header.split(": ");
        TestSource source = TestSource.of(account, payload.split("/")[0]);

        JsonNode event = source.accept(fixture(payload), named[0], named[1]).getFirst();

        assertThat(event.path("category").asText()).isEqualTo(category);
        assertThat(event.path("title").asText()).isEqualTo(title);
        assertThat(event.path("fields").toString()).isEqualTo(fields.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource({
        "github/ping,             X-GitHub-Event, ping,      ping",
        "github/issue-labeled,    X-GitHub-Event, issues,    labeled",
        "github/push-tag-deleted, X-GitHub-Event, push,      push",
        "stripe/plan-created,     User-Agent,     Stripe,    plan.created",
        "sentry/issue,            Sentry-Hook-Resource, comment, comment",
    })
    void whatIsNoEventIsIgnoredAndSaysSo(String payload, String header, String value, String reason) {
        TestSource source = TestSource.of(account, payload.split("/")[0]);

        HttpResponse<String> response = source.post(fixture(payload), header, value);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(json(response).path("status").asText()).isEqualTo("ignored");
        assertThat(json(response).path("reason").asText()).contains(reason);
    }

    @Test
    void gitHubsPushSaysWhatWasPushed() {
        JsonNode event = TestSource.of(account, "github")
                .accept(fixture("github/push"), "X-GitHub-Event", "push")
                .getFirst();

        assertThat(event.path("description").asText()).isEqualTo("6113728 Initial commit");
        assertThat(event.path("url").asText())
                .isEqualTo("https://github.com/Codertocat/Hello-World/commit/6113728f27ae82c7b1a177c8d03f9e96e0adf246");
    }

    @Test
    void gitHubMaySendAForm() {
        String form = "payload="
                + java.net.URLEncoder.encode(fixture("github/issue-opened"), java.nio.charset.StandardCharsets.UTF_8);

        List<JsonNode> events = TestSource.of(account, "github")
                .accept(form, "X-GitHub-Event", "issues", "Content-Type", "application/x-www-form-urlencoded");

        assertThat(events.getFirst().path("category").asText()).isEqualTo("issue");
    }

    @Test
    void eachAlertOfAlertmanagerIsAnEventOnce() {
        TestSource source = TestSource.of(account, "alertmanager");

        List<JsonNode> events = source.accept(fixture("alertmanager/group"));
        List<JsonNode> repeated = source.accept(fixture("alertmanager/group"));

        assertThat(events)
                .extracting(event -> event.path("category").asText(), event -> event.path("title")
                        .asText())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("alert", "FIRING: please check the instance example1"),
                        org.assertj.core.groups.Tuple.tuple(
                                "resolved", "RESOLVED: please check the instance example2"));
        assertThat(events.getLast().path("timestamp").asText()).isEqualTo("2026-05-01T12:05:00Z");
        assertThat(events.getFirst().path("fields").toString())
                .isEqualTo("{\"alertname\":\"DiskRunningFull\",\"dev\":\"sda1\",\"instance\":\"example1\"}");
        assertThat(repeated)
                .extracting(event -> event.path("eventId"))
                .isEqualTo(events.stream().map(event -> event.path("eventId")).toList());
    }

    @Test
    void eachAlertOfGrafanaIsAnEvent() {
        List<JsonNode> events = TestSource.of(account, "grafana").accept(fixture("grafana/firing"));

        assertThat(events).hasSize(2);
        JsonNode first = events.getFirst();
        assertThat(first.path("category").asText()).isEqualTo("alert");
        assertThat(first.path("title").asText()).isEqualTo("FIRING: High memory usage");
        assertThat(first.path("description").asText())
                .isEqualTo("This alert was triggered for zone us-1\nThe system has high memory usage");
        assertThat(first.path("url").asText()).isEqualTo("https://play.grafana.org/alerting/1afz29v7z/edit");
        assertThat(first.path("fields").toString())
                .isEqualTo("{\"team\":\"blue\",\"zone\":\"us-1\",\"B\":44.23943737541908,\"C\":1}");
    }

    @Test
    void cloudEventsComeInEachOfTheirModes() {
        TestSource source = TestSource.of(account, "cloudevents", "\"category\":\"debug\"");

        JsonNode structured = source.accept(
                        fixture("cloudevents/structured"), "Content-Type", "application/cloudevents+json")
                .getFirst();
        List<JsonNode> batch = source.accept(
                fixture("cloudevents/batch"), "Content-Type", "application/cloudevents-batch+json; charset=utf-8");
        JsonNode binary = source.accept(
                        "{\"appinfoA\":\"abc\",\"appinfoB\":123,\"appinfoC\":true}",
                        "ce-specversion",
                        "1.0",
                        "ce-type",
                        "com.example.someevent",
                        "ce-source",
                        "%2Fmycontext",
                        "ce-id",
                        "A234-1234-1234",
                        "ce-time",
                        "2018-04-05T17:31:00Z")
                .getFirst();

        assertThat(structured.path("category").asText()).isEqualTo("debug");
        assertThat(structured.path("title").asText()).isEqualTo("com.example.someevent");
        assertThat(structured.path("timestamp").asText()).isEqualTo("2018-04-05T17:31:00Z");
        assertThat(structured.path("fields").toString())
                .isEqualTo("{\"type\":\"com.example.someevent\",\"source\":\"/mycontext\","
                        + "\"appinfoA\":\"abc\",\"appinfoB\":\"123\",\"appinfoC\":\"true\"}");
        assertThat(batch)
                .extracting(event -> event.path("title").asText())
                .containsExactly("com.example.someevent", "com.example.someotherevent");
        assertThat(binary.path("fields")).isEqualTo(structured.path("fields"));
        assertThat(binary.path("eventId")).isNotEqualTo(structured.path("eventId"));
    }

    @Test
    void aCloudEventIsKnownAgainByItsSourceAndId() {
        TestSource source = TestSource.of(account, "cloudevents", "\"category\":\"debug\"");
        String[] headers = {"Content-Type", "application/cloudevents+json"};

        JsonNode first =
                source.accept(fixture("cloudevents/structured"), headers).getFirst();
        JsonNode again =
                source.accept(fixture("cloudevents/structured"), headers).getFirst();

        assertThat(again.path("eventId")).isEqualTo(first.path("eventId"));
    }

    @Test
    void jsonIsTakenAsTheEventApiTakesIt() {
        JsonNode event = TestSource.of(account, "json")
                .accept("{\"category\":\"bug\",\"title\":\"T\",\"fields\":{\"a\":1,\"b\":true}}")
                .getFirst();

        assertThat(event.path("title").asText()).isEqualTo("T");
        assertThat(event.path("fields").toString()).isEqualTo("{\"a\":1,\"b\":true}");
    }

    @Test
    void jsonOfAnyShapeIsMappedBySettingsAndByTheAddress() {
        TestSource source = TestSource.of(
                account,
                "json",
                "\"category\":\"outage\"",
                "\"settings\":{\"title\":\"$.check.name\",\"fields.host\":\".check.hosts[0]\"}");
        String body = "{\"check\":{\"name\":\"Backup\",\"hosts\":[\"db1\",\"db2\"],\"a.b\":{\"c\":1}},\"n\":7}";

        JsonNode event = source.accepted(
                        source.postTo("?description=$.check%5B%22a.b%22%5D&fields.n=.n&fields.kind=constant", body))
                .getFirst();

        assertThat(event.path("category").asText()).isEqualTo("outage");
        assertThat(event.path("title").asText()).isEqualTo("Backup");
        assertThat(event.path("description").asText()).isEqualTo("{\"c\":1}");
        assertThat(json(event.path("fields").toString()))
                .isEqualTo(json("{\"host\":\"db1\",\"n\":7,\"kind\":\"constant\"}"));
    }
}

package io.notifyflow.source;

import static io.notifyflow.source.ReceiveTest.assertProblem;
import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What senders ask before they send events, and methods other than POST. */
@HubTest
class HandshakeTest {

    private static final String SLACK =
            "{\"token\":\"Jhj5dZrVaK7ZwHHjRyZWjbDl\",\"challenge\":\"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P\","
                    + "\"type\":\"url_verification\"}";
    private static final String EVENT_GRID =
            "[{\"id\":\"2d1781af-3a4c-4d7c-bd0c-e34b19da4e66\",\"topic\":\"/subscriptions/x\",\"subject\":\"\","
                    + "\"data\":{\"validationCode\":\"512d38b6-c7b8-40c8-89fe-f46f9e9622b6\","
                    + "\"validationUrl\":\"https://rp-eastus2.eventgrid.azure.net:553/eventsubscriptions/x\"},"
                    + "\"eventType\":\"Microsoft.EventGrid.SubscriptionValidationEvent\","
                    + "\"eventTime\":\"2026-05-01T12:00:00Z\",\"metadataVersion\":\"1\",\"dataVersion\":\"1\"}]";

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    private HttpResponse<String> send(String method, String path, String... headers) {
        var request = HttpRequest.newBuilder(hub.address().resolve(path)).method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return TestAccount.send(request.build());
    }

    private long events() {
        return hub.jdbc()
                .sql("SELECT count(*) FROM event WHERE account_id = ?")
                .param(account.id())
                .query(Long.class)
                .single();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cloudevents", "json", "github", "heartbeat"})
    void aSenderOfCloudEventsIsAllowed(String type) {
        TestSource source = TestSource.of(
                account,
                type,
                "\"category\":\"bug\"",
                "\"settings\":" + (type.equals("heartbeat") ? "{\"minutes\":5}" : "{}"));

        HttpResponse<String> response = send(
                "OPTIONS",
                source.path(),
                "WebHook-Request-Origin",
                "eventgrid.azure.net",
                "WebHook-Request-Rate",
                "120",
                "WebHook-Request-Callback",
                "http://127.0.0.1:1/confirm");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("WebHook-Allowed-Origin")).hasValue("eventgrid.azure.net");
        assertThat(response.headers().firstValue("WebHook-Allowed-Rate")).hasValue("*");
        assertThat(response.headers().firstValue("Allow"))
                .hasValueSatisfying(allowed -> assertThat(allowed).contains("POST"));
    }

    @Test
    void aQuestionIsAnsweredForAKnownKeyAlone() {
        String unknown = "/in/cloudevents/nfs_00000000000000000000000000000000000000";

        assertProblem(send("OPTIONS", unknown, "WebHook-Request-Origin", "a.example"), 404, "unknown-source");
        assertProblem(send("GET", unknown + "?hub.mode=subscribe&hub.challenge=1"), 404, "unknown-source");
    }

    @Test
    void otherOptionsAreRefused() {
        TestSource source = TestSource.of(account, "cloudevents");

        HttpResponse<String> browsers = send(
                "OPTIONS", source.path(), "Origin", "https://app.example", "Access-Control-Request-Method", "POST");

        assertProblem(browsers, 405, "method-not-allowed");
        assertThat(browsers.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
        assertProblem(send("OPTIONS", source.path(), "WebHook-Request-Origin", "<a>"), 400, "invalid-header");
        assertProblem(send("PUT", source.path()), 405, "method-not-allowed");
    }

    @Test
    void slacksAndEventGridsQuestionsAreAnswered() {
        TestSource source = TestSource.of(account, "json");

        JsonNode slack = json(source.post(SLACK));
        JsonNode azure = json(source.post(EVENT_GRID, "aeg-event-type", "SubscriptionValidation"));

        assertThat(slack.path("challenge").asText()).isEqualTo("3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P");
        assertThat(azure.path("validationResponse").asText()).isEqualTo("512d38b6-c7b8-40c8-89fe-f46f9e9622b6");
        assertThat(events()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {SLACK, EVENT_GRID})
    void aQuestionThatIsNotSignedIsRefused(String question) {
        TestSource source =
                TestSource.of(account, "json", "\"secret\":\"hush\"", "\"settings\":{\"signature\":\"token\"}");

        assertProblem(source.post(question), 401, "invalid-signature");
        assertThat(source.post(question, "Authorization", "hush").statusCode()).isEqualTo(200);
    }

    @Test
    void whatOnlyLooksLikeAQuestionIsAnEvent() {
        TestSource source = TestSource.of(account, "json", "\"settings\":{\"category\":\"sale\",\"title\":\".type\"}");

        source.accept("{\"type\":\"url_verification\"}");
        source.accept("{\"type\":\"other\",\"challenge\":\"c\"}");
        source.accept("{\"type\":\"SubscriptionConfirmation\",\"SubscribeURL\":\"http://127.0.0.1/\"}");

        assertThat(events()).isEqualTo(3);
    }

    @Test
    void amazonsQuestionLeadsNowhereElse() {
        TestSource source = TestSource.of(account, "json");

        HttpResponse<String> refused = source.post(
                "{\"Type\":\"SubscriptionConfirmation\",\"TopicArn\":\"arn:aws:sns:eu-central-1:123456789012:a\","
                        + "\"SubscribeURL\":\"http://127.0.0.1/?Action=ConfirmSubscription\"}",
                "Content-Type",
                "text/plain; charset=UTF-8",
                "x-amz-sns-message-type",
                "SubscriptionConfirmation");

        assertProblem(refused, 422, "invalid-event");
        assertThat(refused.body()).contains("SubscribeURL");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  ?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=x, 1158201444",
        "GET,  ?challenge=a-b_c,                                               a-b_c",
        "POST, ?validationToken=Validation%3a+Testing+client,                  Validation: Testing client",
    })
    void challengesInTheAddressAreRepeatedAsText(String method, String query, String answer) {
        TestSource source = TestSource.of(account, "json", "\"settings\":{\"get\":true}");

        HttpResponse<String> response = send(method, source.path() + query);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(answer);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(events()).isZero();
    }

    @Test
    void twitchAndOktaAreAnswered() {
        TestSource source = TestSource.of(account, "json");

        assertThat(source.post(
                                "{\"challenge\":\"pogchamp\",\"subscription\":{}}",
                                "Twitch-Eventsub-Message-Type",
                                "webhook_callback_verification")
                        .body())
                .isEqualTo("pogchamp");
        assertThat(json(send("GET", source.path(), "x-okta-verification-challenge", "abc"))
                        .path("verification")
                        .asText())
                .isEqualTo("abc");
    }

    @Test
    void anEventComesByGetWhereTheSourceAllowsIt() {
        TestSource open = TestSource.of(account, "json", "\"settings\":{\"get\":true}");
        TestSource mapped = TestSource.of(
                account, "json", "\"settings\":{\"get\":\"true\",\"title\":\".msg\",\"category\":\"sale\"}");
        TestSource closed = TestSource.of(account, "json");

        JsonNode event = open.accepted(send(
                        "GET",
                        open.path() + "?category=sale&title=Backup+d%C3%B6ne&fields.host=a%26b&idempotencyKey=7"))
                .getFirst();
        JsonNode again = open.accepted(send("GET", open.path() + "?category=sale&title=x&idempotencyKey=7"))
                .getFirst();
        HttpResponse<String> refused = send("GET", closed.path() + "?category=sale&title=T");

        assertThat(event.path("title").asText()).isEqualTo("Backup döne");
        assertThat(event.at("/fields/host").asText()).isEqualTo("a&b");
        assertThat(again.path("eventId")).isEqualTo(event.path("eventId"));
        assertThat(mapped.accepted(send("GET", mapped.path() + "?msg=Hello"))
                        .getFirst()
                        .path("title")
                        .asText())
                .isEqualTo("Hello");
        assertProblem(refused, 405, "method-not-allowed");
        assertThat(refused.headers().firstValue("Allow")).hasValue("OPTIONS, POST");
        assertThat(json(refused).path("message").asText()).contains("setting get");
        assertThat(events()).isEqualTo(2);
    }

    @Test
    void headMakesNoEvent() {
        TestSource open = TestSource.of(account, "json", "\"settings\":{\"get\":true}");
        TestSource closed = TestSource.of(account, "json");

        assertThat(send("HEAD", open.path() + "?category=sale&title=T").statusCode())
                .isEqualTo(200);
        assertThat(send("HEAD", closed.path()).statusCode()).isEqualTo(405);
        assertThat(events()).isZero();
    }

    @Test
    void aTokenIsAskedForByGetToo() {
        TestSource source = TestSource.of(
                account,
                "json",
                "\"secret\":\"hush\"",
                "\"settings\":{\"get\":true,\"signature\":\"token\",\"signatureHeader\":\"X-Key\"}");

        assertProblem(send("GET", source.path() + "?category=sale&title=T"), 401, "invalid-signature");
        source.accepted(send("GET", source.path() + "?category=sale&title=T", "X-Key", "hush"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST"})
    void aHeartbeatTakesAnyOfThem(String method) {
        TestSource source = TestSource.of(account, "heartbeat", "\"category\":\"bug\"", "\"settings\":{\"minutes\":5}");

        assertThat(send(method, source.path()).statusCode()).isEqualTo(200);
        assertThat(hub.jdbc()
                        .sql("SELECT pinged_at IS NOT NULL FROM source_poll WHERE source_id = ?")
                        .param(source.id())
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }
}

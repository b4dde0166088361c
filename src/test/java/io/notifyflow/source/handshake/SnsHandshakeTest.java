package io.notifyflow.source.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.notifyflow.account.AddressGuard;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Reply;
import io.notifyflow.source.ReceivedRequest;
import io.notifyflow.source.Source;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Receiver;
import io.notifyflow.testing.Receiver.Answer;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** A subscription is confirmed by a call to Amazon, and to nobody else. */
@HubTest
class SnsHandshakeTest {

    private static final String TOPIC = "arn:aws:sns:eu-central-1:123456789012:alarms";
    private static final String QUERY = "/?Action=ConfirmSubscription&TopicArn=" + TOPIC + "&Token=2336412f37fb68";

    @Autowired
    Hub hub;

    @Autowired
    CamelContext camel;

    @Autowired
    AddressGuard addresses;

    private static JsonNode message(String type, String address) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("Type", type)
                .put("MessageId", "165545c9-2a5c-472c-8df2-7ff2be2b3b1b")
                .put("Token", "2336412f37fb68")
                .put("TopicArn", TOPIC)
                .put("Message", "You have chosen to subscribe to the topic " + TOPIC)
                .put("SubscribeURL", address);
    }

    private @Nullable Object answer(JsonNode body, Map<String, String> headers) {
        var source = new Source(
                UUID.randomUUID(), UUID.randomUUID(), "json", "SNS", null, null, JsonNodeFactory.instance.objectNode());
        return new SnsHandshake(addresses).answer(new ReceivedRequest(source, headers, Map.of(), new byte[0]), body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://sns.eu-central-1.amazonaws.com",
                "https://sns.us-gov-west-1.amazonaws.com",
                "https://sns-fips.us-east-1.amazonaws.com",
                "https://SNS.ap-southeast-2.amazonaws.com",
                "https://sns.eu-central-1.amazonaws.com:443",
                "https://sns.cn-north-1.amazonaws.com.cn"
            })
    void amazonsOwnAddressesAreCalled(String host) {
        JsonNode message = message("SubscriptionConfirmation", host + QUERY);
        Map<String, String> header = Map.of("x-amz-sns-message-type", "SubscriptionConfirmation");

        assertThat(answer(message, header)).isInstanceOf(SnsConfirmation.class);
        assertThat(answer(message, Map.of())).isInstanceOf(SnsConfirmation.class);
        // Amazon's own type is text/plain.
        assertThat(answer(new TextNode(message.toString()), header)).isInstanceOf(SnsConfirmation.class);
        assertThat(String.valueOf(answer(message, header))).doesNotContain("2336412f37fb68");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=" + TOPIC + "&Token=1",
                "https://sns.eu-central-1.amazonaws.com:8443/?Action=ConfirmSubscription&TopicArn=" + TOPIC
                        + "&Token=1",
                "https://sns.eu-central-1.amazonaws.com.example/?Action=ConfirmSubscription&TopicArn=" + TOPIC
                        + "&Token=1",
                "https://sns.eu-central-1.amazonaws.com./?Action=ConfirmSubscription&TopicArn=" + TOPIC + "&Token=1",
                "https://sns.eu-central-1.amazonaws.com@127.0.0.1/?Action=ConfirmSubscription&TopicArn=" + TOPIC
                        + "&Token=1",
                "https://127.0.0.1/?Action=ConfirmSubscription&TopicArn=" + TOPIC + "&Token=1",
                "https://example.com/sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=" + TOPIC
                        + "&Token=1",
                "https://evilsns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=" + TOPIC + "&Token=1",
                "https://sns.bucket.s3.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=" + TOPIC
                        + "&Token=1",
                "https://sns.amazonaws.com/?Action=ConfirmSubscription&TopicArn=" + TOPIC + "&Token=1",
                "https://s3.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=" + TOPIC + "&Token=1",
                "https://sns.eu-central-1.amazonaws.com/x?Action=ConfirmSubscription&TopicArn=" + TOPIC + "&Token=1",
                "https://sns.eu-central-1.amazonaws.com/?Action=Publish&TopicArn=" + TOPIC + "&Token=1",
                "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Action=Publish&TopicArn=" + TOPIC
                        + "&Token=1",
                "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=other&Token=1",
                "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=%zz&Token=1",
                "https://sns.eu-central-1.amazonaws.com/",
                "file:///etc/passwd",
                "\\\\sns.eu-central-1.amazonaws.com",
                "",
            })
    void nobodyElseIsCalled(String address) {
        assertThatThrownBy(() -> answer(message("SubscriptionConfirmation", address), Map.of()))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("nothing was called");
    }

    @Test
    void theEndOfASubscriptionIsIgnoredAndANotificationIsNoQuestion() {
        Object ended = answer(message("UnsubscribeConfirmation", "https://example.com/"), Map.of());

        assertThat(ended).isInstanceOfSatisfying(Reply.class, reply -> assertThat(
                        reply.body().toString())
                .contains("ignored"));
        assertThat(answer(message("Notification", ""), Map.of("x-amz-sns-message-type", "Notification")))
                .isNull();
        assertThat(answer(
                        message("SubscriptionConfirmation", "https://example.com/"),
                        Map.of("x-amz-sns-message-type", "Notification")))
                .isNull();
        assertThat(answer(new TextNode("{"), Map.of("x-amz-sns-message-type", "SubscriptionConfirmation")))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"200, 200, confirmed", "302, 502, HTTP 302", "403, 502, HTTP 403", "500, 502, HTTP 500"})
    void itsAnswerIsTheSenders(int amazons, int status, String told) {
        try (var amazon = new Receiver(any -> Answer.of(amazons, "<ConfirmSubscriptionResponse/>")
                .with("Location", "https://example.com/elsewhere"))) {
            Reply reply = confirm(URI.create(amazon.address("/?Action=ConfirmSubscription&Token=1")));

            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.body().toString()).contains(told).doesNotContain("Token");
            assertThat(amazon.requests()).singleElement().satisfies(request -> {
                assertThat(request.method()).isEqualTo("GET");
                assertThat(request.path()).isEqualTo("/?Action=ConfirmSubscription&Token=1");
            });
        }
    }

    @Test
    void whatLeadsIntoAPrivateNetworkIsNotCalled() {
        Reply reply = confirm(URI.create("http://127.0.0.2:" + hub.address().getPort() + "/"));

        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.body().toString()).contains("cannot be reached");
    }

    private Reply confirm(URI address) {
        return camel.createFluentProducerTemplate()
                .to("direct:handshake.confirm")
                .withBody(new SnsConfirmation(address, TOPIC))
                .request(Reply.class);
    }
}

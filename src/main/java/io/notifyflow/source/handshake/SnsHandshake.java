package io.notifyflow.source.handshake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.notifyflow.account.AddressGuard;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.PercentEncoding;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import io.notifyflow.event.StrictJson;
import io.notifyflow.source.Handshake;
import io.notifyflow.source.ReceivedRequest;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Has a subscription of Amazon SNS confirmed, and ignores that one has ended.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html">Subscription
 *     confirmation</a>
 */
@Component
class SnsHandshake implements Handshake {

    private static final String HEADER = "x-amz-sns-message-type";
    private static final String CONFIRMATION = "SubscriptionConfirmation";
    private static final String END = "UnsubscribeConfirmation";
    private static final String TOPIC = "TopicArn";
    private static final int DEPTH = 200;

    /** Amazon's own names alone: whoever knows the source's key may send any address. */
    private static final Pattern HOST =
            Pattern.compile("sns(-fips)?\\.[a-z]{2,4}(-[a-z]{2,12}){1,2}-\\d{1,2}\\.amazonaws\\.com(\\.cn)?");

    private static final Pattern ARN =
            Pattern.compile("arn:aws[a-z-]{0,20}:sns:[a-z0-9-]{1,40}:\\d{12}:[A-Za-z0-9_.-]{1,256}");

    private final AddressGuard addresses;
    private final ObjectMapper json =
            JsonMapper.builder(StrictJson.ofSenders(DEPTH)).build();

    SnsHandshake(AddressGuard addresses) {
        this.addresses = addresses;
    }

    @Override
    public @Nullable Object answer(ReceivedRequest request, JsonNode body) {
        String header = request.header(HEADER);
        JsonNode message = body.isTextual() && header != null ? parsed(body.textValue()) : body;
        String type = message.path("Type").asText();
        if (!message.path(TOPIC).isTextual() || header != null && !header.equals(type)) {
            return null;
        }
        return switch (type) {
            case CONFIRMATION -> confirmation(message);
            case END -> Reply.of(200, Map.of("status", "ignored", "reason", "The subscription has ended"));
            default -> null;
        };
    }

    /** Amazon sends JSON as text/plain. */
    private JsonNode parsed(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException none) {
            return MissingNode.getInstance();
        }
    }

    private SnsConfirmation confirmation(JsonNode message) {
        String topic = message.path(TOPIC).textValue();
        try {
            URI address = addresses.http(message.path("SubscribeURL").asText());
            if (ARN.matcher(topic).matches() && isAmazons(address) && confirms(address, topic)) {
                return new SnsConfirmation(address, topic);
            }
        } catch (IllegalArgumentException none) {
            // It is no address that may be called.
        }
        throw new InvalidRequest(Problem.of(
                "invalid-event",
                "The event is not valid",
                422,
                "SubscribeURL must be an address of Amazon SNS, such as"
                        + " https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=…&Token=…;"
                        + " nothing was called"));
    }

    private static boolean isAmazons(URI address) {
        return "https".equals(address.getScheme())
                && HOST.matcher(address.getHost()).matches()
                && (address.getPort() < 0 || address.getPort() == 443)
                && "/".equals(address.getPath());
    }

    /** It asks Amazon for nothing but the confirmation of this topic. */
    private static boolean confirms(URI address, String topic) {
        var asked = new HashMap<String, String>();
        for (String pair : Objects.requireNonNullElse(address.getRawQuery(), "").split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts.length < 2 || asked.put(parts[0], PercentEncoding.decode(parts[1])) != null) {
                return false;
            }
        }
        return asked.keySet().equals(Set.of("Action", TOPIC, "Token"))
                && "ConfirmSubscription".equals(asked.get("Action"))
                && topic.equals(asked.get(TOPIC));
    }
}

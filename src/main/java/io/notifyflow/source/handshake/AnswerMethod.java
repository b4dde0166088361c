package io.notifyflow.source.handshake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import io.notifyflow.event.TextBody;
import io.notifyflow.source.AnsweredWithoutEvent;
import io.notifyflow.source.ReceivedRequest;
import io.notifyflow.source.WebhookSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Looks at what is no POST of an event: {@code OPTIONS} of CloudEvents, questions by GET, and events by GET where the
 * source's setting {@code get} allows them. A request that makes an event goes on; any other ends here with its answer.
 */
@Component("answerMethod")
class AnswerMethod implements Processor {

    private static final String METHOD = "http.method";
    private static final String REQUEST = "request";
    private static final String ORIGIN = "WebHook-Request-Origin";
    private static final Pattern ORIGINS = Pattern.compile("[A-Za-z0-9.*:/_\\[\\]-]{1,255}");

    /** What is repeated to whoever asks is short and no markup. */
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9._~:/+=%-]{1,500}");

    private final ObjectMapper json;

    AnswerMethod(ObjectMapper json) {
        this.json = json;
    }

    /**
     * @throws AnsweredWithoutEvent if the request makes no event
     */
    @Override
    public void process(Exchange exchange) throws JsonProcessingException {
        ReceivedRequest request = exchange.getVariable(REQUEST, ReceivedRequest.class);
        String method = exchange.getVariable(METHOD, "POST", String.class);
        Reply answer =
                switch (method) {
                    case "OPTIONS" -> options(request);
                    case "GET", "HEAD" -> get(request, method);
                    default -> byValidationToken(request);
                };
        if (answer != null) {
            throw new AnsweredWithoutEvent(answer);
        }
        if (method.equals("GET")) {
            ReceivedRequest asPosted = asPosted(request);
            exchange.setVariable(REQUEST, asPosted);
            exchange.getMessage().setBody(asPosted.body());
        }
    }

    /**
     * The hub allows whoever knows the address to send, as fast as they like; the plan of the account has its own bounds.
     *
     * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md#4-abuse-protection">CloudEvents'
     *     webhooks, abuse protection</a>
     */
    private static Reply options(ReceivedRequest request) {
        String origin = request.header(ORIGIN);
        if (origin == null) {
            return refused(request, "OPTIONS is for CloudEvents' header " + ORIGIN);
        }
        if (!ORIGINS.matcher(origin).matches()) {
            return Reply.of(Problem.of(
                    "invalid-header",
                    "A header is not valid",
                    400,
                    ORIGIN + " must be a host name, such as eventemitter.example.com"));
        }
        return Reply.of(200, Map.of("status", "allowed"))
                .withHeader("Allow", allowed(request))
                .withHeader("WebHook-Allowed-Origin", origin)
                .withHeader("WebHook-Allowed-Rate", "*");
    }

    private static @Nullable Reply get(ReceivedRequest request, String method) {
        String challenge = challenge(request);
        String okta = request.header("x-okta-verification-challenge");
        if (challenge != null && CHALLENGE.matcher(challenge).matches()) {
            return Reply.of(200, new TextBody(challenge));
        } else if (okta != null && CHALLENGE.matcher(okta).matches()) {
            return Reply.of(200, Map.of("verification", okta));
        } else if (!WebhookSettings.takesGet(request.source().settings())) {
            return refused(
                    request,
                    "This source takes no event by GET. Send it by POST, or set the source's setting get to true");
        }
        // What only looks whether the address is there must send nothing.
        return method.equals("HEAD") ? Reply.of(200, new TextBody("")) : null;
    }

    /** WebSub, Meta and Strava ask with {@code hub.challenge}, Dropbox with {@code challenge} alone. */
    private static @Nullable String challenge(ReceivedRequest request) {
        Map<String, String> query = request.query();
        if (query.containsKey("hub.mode")) {
            return query.get("hub.challenge");
        }
        return query.size() == 1 ? query.get("challenge") : null;
    }

    /** Microsoft Graph asks by POST without a body. */
    private static @Nullable Reply byValidationToken(ReceivedRequest request) {
        String token = request.query().get("validationToken");
        return token == null || request.body().length > 0 ? null : Reply.of(200, new TextBody(token));
    }

    private static Reply refused(ReceivedRequest request, String message) {
        return Reply.of(Problem.of(
                        "method-not-allowed",
                        "The method is not allowed here",
                        405,
                        message + ". Allowed here: " + allowed(request)))
                .withHeader("Allow", allowed(request));
    }

    private static String allowed(ReceivedRequest request) {
        return WebhookSettings.takesGet(request.source().settings()) ? "GET, HEAD, OPTIONS, POST" : "OPTIONS, POST";
    }

    /** The query as the payload; {@code fields.host=…} becomes the member host of fields. */
    private ReceivedRequest asPosted(ReceivedRequest request) throws JsonProcessingException {
        ObjectNode payload = json.createObjectNode();
        request.query().forEach((name, value) -> {
            boolean field = name.startsWith("fields.") && !name.equals("fields.");
            (field ? payload.withObject("/fields") : payload)
                    .put(field ? name.substring("fields.".length()) : name, value);
        });
        var headers = new HashMap<>(request.headers());
        headers.put("content-type", "application/json");
        return new ReceivedRequest(request.source(), headers, Map.of(), json.writeValueAsBytes(payload));
    }
}

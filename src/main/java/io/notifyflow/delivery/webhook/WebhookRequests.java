package io.notifyflow.delivery.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.notifyflow.delivery.AttemptOutcome;
import io.notifyflow.delivery.Classified;
import io.notifyflow.delivery.DeliveryBatch;
import io.notifyflow.delivery.HttpAnswer;
import io.notifyflow.delivery.TargetSettings;
import io.notifyflow.delivery.outbound.HttpAnswers;
import io.notifyflow.delivery.outbound.OutboundAddresses;
import io.notifyflow.delivery.outbound.OutboundRequest;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Writes the call of a webhook, signed with all its secrets, and reads the answer. */
@Component("webhook")
public class WebhookRequests {

    /** Of the client's errors, all but these may be mended at the receiver's while we try again. */
    private static final Set<Integer> FINAL = Set.of(410, 413, 429);

    private final TargetSettings settings;
    private final OutboundAddresses addresses;
    private final HttpAnswers answers;
    private final ObjectWriter json;
    private final Clock clock;

    WebhookRequests(
            TargetSettings settings, OutboundAddresses addresses, HttpAnswers answers, ObjectMapper json, Clock clock) {
        this.settings = settings;
        this.addresses = addresses;
        this.answers = answers;
        this.json = json.writer();
        this.clock = clock;
    }

    /** The id is that of the delivery: the same for every attempt, so that the receiver recognises a repetition. */
    public OutboundRequest request(DeliveryBatch batch) {
        WebhookSettings told = settings.read(batch.target(), values -> WebhookSettings.of(values, addresses));
        String id = "msg_" + batch.first().id();
        long seconds = clock.instant().getEpochSecond();
        String body = write(WebhookMessage.of(batch.first()));
        String signatures = told.secrets().stream()
                .map(secret -> secret.sign(id, seconds, body))
                .collect(Collectors.joining(" "));
        return new OutboundRequest(
                told.url(),
                Map.of(
                        "webhook-id", id,
                        "webhook-timestamp", String.valueOf(seconds),
                        "webhook-signature", signatures),
                body);
    }

    private String write(WebhookMessage message) {
        try {
            return json.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A message is texts and numbers, which are JSON", e);
        }
    }

    public Classified classify(HttpAnswer answer) {
        boolean passing = answer.status() >= 400 && answer.status() < 500 && !FINAL.contains(answer.status());
        return passing
                ? answers.classified(
                        answer,
                        new AttemptOutcome.Retry(
                                "The receiver refuses the message (HTTP " + answer.status() + "); its log tells why"))
                : answers.classify(answer);
    }
}

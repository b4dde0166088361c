package io.notifyflow.delivery.ntfy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.delivery.AttemptOutcome;
import io.notifyflow.delivery.Classified;
import io.notifyflow.delivery.DeliveryBatch;
import io.notifyflow.delivery.HttpAnswer;
import io.notifyflow.delivery.card.Card;
import io.notifyflow.delivery.card.Card.Field;
import io.notifyflow.delivery.card.Excerpt;
import io.notifyflow.delivery.outbound.HttpAnswers;
import io.notifyflow.delivery.outbound.OutboundRequest;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Writes a notification for ntfy, as plain text, and reads the answer.
 *
 * @see <a href="https://docs.ntfy.sh/publish/#publish-as-json">Publish as JSON</a>
 */
@Component("ntfy")
public class NtfyMessages {

    private static final int DAILY_LIMIT = 42908;

    private final NtfyType type;
    private final HttpAnswers answers;
    private final ObjectMapper json;

    NtfyMessages(NtfyType type, HttpAnswers answers, ObjectMapper json) {
        this.type = type;
        this.answers = answers;
        this.json = json;
    }

    public OutboundRequest request(DeliveryBatch batch) {
        NtfySettings told = type.read(batch.target());
        Card card = Card.of(batch.first());
        ObjectNode message = json.createObjectNode()
                .put("topic", told.topic())
                .put("title", Excerpt.fitBytes(card.title(), NtfyLimits.TITLE))
                .put("message", "");
        if (told.priority() != null) {
            message.put("priority", told.priority());
        }
        if (!told.tags().isEmpty()) {
            told.tags().forEach(message.putArray("tags")::add);
        }
        if (card.link() != null && card.link().length() <= NtfyLimits.URL) {
            message.put("click", card.link());
        }
        return new OutboundRequest(
                told.server(),
                told.token() == null ? Map.of() : Map.of("Authorization", "Bearer " + told.token()),
                fitting(message, text(card)));
    }

    /** The message in JSON, with as much of the text as the server reads: a quotation mark takes two bytes of it. */
    private static String fitting(ObjectNode message, String text) {
        String request = message.put("message", text).toString();
        int limit = Excerpt.bytes(text);
        int over = Excerpt.bytes(request) - NtfyLimits.REQUEST;
        while (over > 0 && limit > 1) {
            // An escape takes six bytes at most.
            limit = Math.max(1, limit - Math.max(1, over / 6));
            request = message.put("message", Excerpt.fitBytes(text, limit)).toString();
            over = Excerpt.bytes(request) - NtfyLimits.REQUEST;
        }
        return request;
    }

    static String text(Card card) {
        int described = Math.min(Excerpt.bytes(card.text().strip()), NtfyLimits.SHORTEST_DESCRIPTION);
        String fields = Excerpt.fitBytes(
                card.fields().stream().map(Field::line).collect(Collectors.joining("\n")),
                NtfyLimits.MESSAGE - described - 2);
        String text = Excerpt.fitBytes(card.text(), NtfyLimits.MESSAGE - Excerpt.bytes(fields) - 2);
        return fields.isEmpty() ? text : text + "\n\n" + fields;
    }

    public Classified classify(HttpAnswer answer) {
        JsonNode body = answers.json(answer);
        int code = body.path("code").asInt(0);
        return answers.classified(answer, outcome(answer, body, code)).withErrorCode(code == 0 ? null : code);
    }

    private AttemptOutcome outcome(HttpAnswer answer, JsonNode body, int code) {
        if (answer.successful()) {
            return body.path("id").isTextual()
                    ? new AttemptOutcome.Delivered(body.path("id").asText())
                    : new AttemptOutcome.Unknown("ntfy's answer could not be read");
        }
        String what = " (HTTP " + answer.status() + (code == 0 ? ")" : ", code " + code + ")");
        if (code == DAILY_LIMIT) {
            return new AttemptOutcome.Throttled(
                    NtfyLimits.DAY_IS_FULL, "The server's limit of messages a day is reached" + what);
        }
        return answer.status() == 401 || answer.status() == 403
                ? new AttemptOutcome.CredentialsRefused(
                        "The server does not let this token, or nobody without one, write to the topic; enter a token"
                                + " that may" + what,
                        false)
                : answers.outcome(answer, "ntfy", code == 0 ? "" : "code " + code);
    }
}

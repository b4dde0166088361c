package io.notifyflow.delivery.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.delivery.AttemptOutcome;
import io.notifyflow.delivery.Classified;
import io.notifyflow.delivery.DeliveryBatch;
import io.notifyflow.delivery.HttpAnswer;
import io.notifyflow.delivery.Target;
import io.notifyflow.delivery.card.Card;
import io.notifyflow.delivery.outbound.HttpAnswers;
import io.notifyflow.delivery.outbound.OutboundRequest;
import java.net.URI;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Writes the call of a bot, and reads the answer, which may tell a failure under any status.
 *
 * @see <a href="https://core.telegram.org/bots/api#making-requests">Making requests</a>
 */
@Component("telegram")
public class TelegramMessages {

    private static final int QUOTED = 200;

    private final TelegramType type;
    private final HttpAnswers answers;
    private final ObjectMapper json;

    TelegramMessages(TelegramType type, HttpAnswers answers, ObjectMapper json) {
        this.type = type;
        this.answers = answers;
        this.json = json;
    }

    public OutboundRequest request(DeliveryBatch batch) {
        TelegramSettings told = type.read(batch.target());
        ObjectNode message = json.createObjectNode()
                .put("chat_id", told.chat())
                .put("text", TelegramText.of(Card.of(batch.first())))
                .put("parse_mode", "HTML");
        message.putObject("link_preview_options").put("is_disabled", true);
        if (told.thread() != null) {
            message.put("message_thread_id", Long.parseLong(told.thread()));
        }
        if (told.silent()) {
            message.put("disable_notification", true);
        }
        URI uri = URI.create(told.server() + "/bot" + told.token() + "/sendMessage");
        return OutboundRequest.of(uri, message.toString());
    }

    public Classified classify(DeliveryBatch batch, HttpAnswer answer) {
        JsonNode body = answers.json(answer);
        if (body.path("ok").asBoolean(false)) {
            Duration pace = type.read(batch.target()).group() ? TelegramLimits.GROUP_PACE : TelegramLimits.CHAT_PACE;
            String id = body.at("/result/message_id").asText("");
            return answers.classified(answer, new AttemptOutcome.Delivered(id), pace);
        }
        if (body.has("ok")) {
            int code = body.path("error_code").asInt(answer.status());
            AttemptOutcome outcome = refused(code, body, answer, batch.target());
            if (outcome instanceof AttemptOutcome.Throttled throttled) {
                type.pause(batch.target(), throttled.retryAfter());
            }
            return answers.classified(answer, outcome).withErrorCode(code);
        }
        return answers.classified(
                answer,
                answer.successful()
                        ? new AttemptOutcome.Unknown("Telegram's answer could not be read")
                        : answers.outcome(answer, "Telegram", ""));
    }

    private AttemptOutcome refused(int code, JsonNode body, HttpAnswer answer, Target target) {
        String description = body.path("description").asText("");
        String told = description.length() <= QUOTED ? description : description.substring(0, QUOTED);
        String what = " (" + code + (told.isBlank() ? "" : ": " + told) + ")";
        String migrated = body.at("/parameters/migrate_to_chat_id").asText("");
        if (!migrated.isEmpty()) {
            return type.follow(target, migrated)
                    ? new AttemptOutcome.Retry(
                            "The group has become a supergroup, which is followed to chat " + migrated)
                    : new AttemptOutcome.Rejected(
                            "The group has become a supergroup; enter its new chat number " + migrated + what, true);
        }
        return switch (code) {
            case 429 ->
                new AttemptOutcome.Throttled(
                        HttpAnswers.seconds(body.at("/parameters/retry_after").asDouble(5)),
                        "Telegram asks to slow down" + what);
            case 401, 404 ->
                new AttemptOutcome.CredentialsRefused(
                        "Telegram does not know the bot; enter the token that @BotFather tells" + what, false);
            case 403 ->
                new AttemptOutcome.Rejected(
                        "Telegram does not let the bot write there: a user must start the bot and not block it, a group"
                                + " must have it as a member" + what,
                        true);
            case 400 -> malformed(told, what);
            default -> answers.outcome(new HttpAnswer(code, answer.headers(), ""), "Telegram", told);
        };
    }

    private static AttemptOutcome malformed(String told, String what) {
        boolean ofChat = told.contains("chat not found")
                || told.contains("CHAT_WRITE_FORBIDDEN")
                || told.contains("no rights")
                || told.contains("not enough rights")
                || told.contains("TOPIC_CLOSED")
                || told.contains("TOPIC_DELETED")
                || told.contains("CHANNEL_PRIVATE")
                || told.contains("USER_BANNED_IN_CHANNEL")
                || told.contains("PEER_ID_INVALID")
                || told.contains("thread not found");
        return ofChat
                ? new AttemptOutcome.Rejected(
                        "The bot cannot write to this chat; check its number, that the bot is a member with the right to"
                                + " send messages, and that the topic is open" + what,
                        true)
                : new AttemptOutcome.Rejected("Telegram refuses the message" + what, false);
    }
}

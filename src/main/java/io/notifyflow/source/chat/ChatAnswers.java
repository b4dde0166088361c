package io.notifyflow.source.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.event.Ids;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import io.notifyflow.event.TextBody;
import io.notifyflow.source.AnsweredWithoutEvent;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Answers as Slack or Discord do, so that a sender takes the hub for one of them.
 *
 * @see <a href="https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors">Slack's errors</a>
 * @see <a href="https://docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes">Discord's codes</a>
 */
@Component("chatAnswers")
class ChatAnswers {

    static final String SLACK = "slack";
    static final String DISCORD = "discord";
    private static final int BAD_REQUEST = 400;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    private final ObjectMapper json;
    private final Clock clock;

    ChatAnswers(ObjectMapper json, Clock clock) {
        this.json = json;
        this.clock = clock;
    }

    static AnsweredWithoutEvent slackRefuses(String error) {
        return new AnsweredWithoutEvent(Reply.of(BAD_REQUEST, new TextBody(error)));
    }

    static AnsweredWithoutEvent discordRefuses(String message, int code) {
        return new AnsweredWithoutEvent(Reply.of(BAD_REQUEST, Map.of("message", message, "code", code)));
    }

    /**
     * @param reply of the hub
     * @return the same in the shape of the service; what the hub itself failed to do stays as it is
     */
    Reply answer(SentMessage sent, Reply reply) {
        if (reply.status() >= SERVER_ERROR) {
            return reply;
        }
        boolean slack = sent.service().equals(SLACK);
        if (reply.body() instanceof Problem problem) {
            return new Reply(
                    reply.status(), reply.headers(), slack ? slackError(problem) : discordError(problem, reply));
        } else if (slack) {
            return Reply.of(200, new TextBody("ok"));
        }
        return sent.isWaitedFor() ? Reply.of(200, message(sent.payload(), reply)) : Reply.of(204, new TextBody(""));
    }

    private static TextBody slackError(Problem problem) {
        String name =
                problem.type().substring(problem.type().lastIndexOf(':') + 1).replace('-', '_');
        return new TextBody(problem.status() == TOO_MANY ? "rate_limited" : name + ": " + problem.message());
    }

    private static Map<String, Object> discordError(Problem problem, Reply reply) {
        if (problem.status() != TOO_MANY) {
            return Map.of("message", problem.message(), "code", 0);
        }
        double seconds = Double.parseDouble(reply.headers().getOrDefault("Retry-After", "1"));
        return Map.of("message", problem.message(), "retry_after", seconds, "global", false);
    }

    /** As much of a message as senders look at. */
    private ObjectNode message(JsonNode payload, Reply reply) {
        String event = json.valueToTree(reply.body()).findPath("eventId").asText("");
        ObjectNode message = json.createObjectNode();
        message.put("id", snowflake(event)).put("type", 0);
        message.put("content", payload.path("content").asText(""));
        message.put("channel_id", "0").put("webhook_id", "0");
        message.putObject("author")
                .put("bot", true)
                .put("id", "0")
                .put("username", payload.path("username").asText("NotifyFlow"))
                .putNull("avatar")
                .put("discriminator", "0000");
        message.set("embeds", payload.path("embeds").isArray() ? payload.path("embeds") : json.createArrayNode());
        for (String none : new String[] {"attachments", "mentions", "mention_roles", "components"}) {
            message.putArray(none);
        }
        message.put("pinned", false)
                .put("mention_everyone", false)
                .put("tts", false)
                .put("flags", 0);
        message.put("timestamp", clock.instant().toString()).putNull("edited_timestamp");
        return message.put("event_id", event);
    }

    /** A number of the digits that Discord's ids have, the same for the same event. */
    private static String snowflake(String event) {
        return Ids.parse(event)
                .map(UUID::getMostSignificantBits)
                .map(bits -> Long.toString(bits & Long.MAX_VALUE))
                .orElse("0");
    }
}

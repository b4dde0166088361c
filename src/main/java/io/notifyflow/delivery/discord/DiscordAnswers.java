package io.notifyflow.delivery.discord;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.notifyflow.delivery.AttemptOutcome;
import io.notifyflow.delivery.Classified;
import io.notifyflow.delivery.HttpAnswer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What Discord's answers mean for a delivery. Discord documents the codes, not what a sender should do about them;
 * this table is ours.
 *
 * @see <a href="https://discord.com/developers/docs/topics/opcodes-and-status-codes">Opcodes and status codes</a>
 */
@Component("discordAnswers")
public class DiscordAnswers {

    private static final int UNKNOWN_WEBHOOK = 10015;
    private static final Set<Integer> SLOW_DOWN = Set.of(20028, 40003, 40062);
    private static final Set<Integer> PASSING = Set.of(130000);
    private static final Duration WITHOUT_A_WORD = Duration.ofSeconds(5);
    private static final int QUOTED = 200;

    /** What a person can do about it. */
    private static final Map<Integer, String> ADVICE = Map.of(
            10003, "The channel does not exist any more",
            10013, "There is no such Discord user; check the user id",
            10015, "The webhook was deleted in Discord; create a new one and enter its URL",
            50001, "The bot has no access to the channel; invite it again",
            50007,
                    "Discord does not let the bot write to this user. The user must share a server with the bot and"
                            + " allow direct messages from its members (Privacy Settings of that server)",
            50013, "The bot lacks the permission to send messages there",
            50027, "The webhook's token is not valid; enter its URL again",
            50035, "Discord refused the message as malformed",
            50278, "Discord does not let the bot write to this user: they share no server");

    private final ObjectMapper json;

    DiscordAnswers(ObjectMapper json) {
        this.json = json;
    }

    public Classified classify(HttpAnswer answer) {
        JsonNode body = body(answer);
        Integer code = body.path("code").isInt() ? body.path("code").intValue() : null;
        return new Classified(outcome(answer, body, code), answer.status(), code);
    }

    private static AttemptOutcome outcome(HttpAnswer answer, JsonNode body, @Nullable Integer code) {
        int status = answer.status();
        if (answer.successful()) {
            return delivered(body);
        }
        if (status == 429 || code != null && SLOW_DOWN.contains(code)) {
            return new AttemptOutcome.Throttled(retryAfter(answer, body), "Discord asks to slow down" + scope(answer));
        }
        String detail = detail(status, body, code);
        if (status == 401) {
            return new AttemptOutcome.CredentialsRefused("Discord refuses the bot token or webhook token: " + detail);
        }
        if (status == 404 && code != null && code == UNKNOWN_WEBHOOK) {
            return new AttemptOutcome.DestinationGone(detail);
        }
        if (status >= 500 || status == 408 || code != null && PASSING.contains(code)) {
            return new AttemptOutcome.Retry(detail);
        }
        return new AttemptOutcome.Rejected(detail);
    }

    /** A 2xx without a message's id may be anything, a proxy's page included. */
    private static AttemptOutcome delivered(JsonNode body) {
        JsonNode id = body.path("id");
        return id.isTextual()
                ? new AttemptOutcome.Delivered(id.asText())
                : new AttemptOutcome.Unknown("Discord's answer could not be read");
    }

    /** Not X-RateLimit-Reset-After: for a shared limit that is the wrong, much shorter time. */
    private static Duration retryAfter(HttpAnswer answer, JsonNode body) {
        double told = body.path("retry_after").asDouble(Double.NaN);
        double seconds = Double.isNaN(told) ? number(answer.header("Retry-After")) : told;
        return Double.isNaN(seconds) || seconds < 0
                ? WITHOUT_A_WORD
                : Duration.ofNanos((long) (Math.min(seconds, Duration.ofDays(1).toSeconds()) * 1e9));
    }

    private static double number(@Nullable String text) {
        try {
            return text == null ? Double.NaN : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static String scope(HttpAnswer answer) {
        String scope = answer.header("X-RateLimit-Scope");
        return scope == null ? "" : " (" + scope + " limit)";
    }

    private static String detail(int status, JsonNode body, @Nullable Integer code) {
        String advice = code == null ? null : ADVICE.get(code);
        String message = body.path("message").asText("");
        String told = message.length() <= QUOTED ? message : message.substring(0, QUOTED);
        String what = "HTTP " + status + (code == null ? "" : ", code " + code) + (told.isBlank() ? "" : ": " + told);
        return advice == null ? what : advice + " (" + what + ")";
    }

    private JsonNode body(HttpAnswer answer) {
        try {
            JsonNode body = json.readTree(answer.body());
            return body == null ? MissingNode.getInstance() : body;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}

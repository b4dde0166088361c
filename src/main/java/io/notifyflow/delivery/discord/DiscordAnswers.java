package io.notifyflow.delivery.discord;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.notifyflow.delivery.AttemptOutcome;
import io.notifyflow.delivery.Classified;
import io.notifyflow.delivery.HttpAnswer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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

    private static final Set<Integer> SLOW_DOWN = Set.of(20028, 40003, 40062);
    private static final Set<Integer> PASSING = Set.of(130000);
    /** The webhook does not exist any more, nor can it come back; neither does one whose channel or server is gone. */
    private static final Set<Integer> GONE = Set.of(10003, 10004, 10015);

    private static final int MALFORMED = 50035;
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
            50278, "Discord does not let the bot write to this user: they share no server");

    private final ObjectMapper json;

    private final Duration blockPause;

    DiscordAnswers(ObjectMapper json, DiscordSettings settings) {
        this.json = json;
        this.blockPause = settings.blockPause();
    }

    /** What the answer to Execute Webhook means. */
    public Classified ofWebhook(HttpAnswer answer) {
        return classify(answer, false);
    }

    /** What the answer to a call of the bot means. */
    public Classified ofBot(HttpAnswer answer) {
        return classify(answer, true);
    }

    private Classified classify(HttpAnswer answer, boolean bot) {
        JsonNode body = body(answer);
        Integer code = body.path("code").isInt() ? body.path("code").intValue() : null;
        AttemptOutcome outcome = outcome(answer, body, code, bot);
        return new Classified(outcome, answer.status(), code, closedFor(answer, body, outcome));
    }

    /**
     * How long the bucket of this call is empty: what a 429 says, or else what the last call that it allowed says. A
     * global limit is the sender's, and leaves the bucket as it is.
     */
    private static @Nullable Duration closedFor(HttpAnswer answer, JsonNode body, AttemptOutcome outcome) {
        if (outcome instanceof AttemptOutcome.Throttled throttled) {
            return global(answer, body) ? null : throttled.retryAfter();
        }
        double resetAfter = number(answer.header("X-RateLimit-Reset-After"));
        return "0".equals(answer.header("X-RateLimit-Remaining")) && resetAfter > 0 ? seconds(resetAfter) : null;
    }

    private static boolean global(HttpAnswer answer, JsonNode body) {
        return body.path("global").asBoolean(false)
                || "true".equalsIgnoreCase(answer.header("X-RateLimit-Global"))
                || "global".equalsIgnoreCase(answer.header("X-RateLimit-Scope"));
    }

    /** How long a global limit keeps the sender of a call from any other; empty if the answer is not about that. */
    Optional<Duration> globalPause(HttpAnswer answer) {
        JsonNode body = body(answer);
        return answer.status() == 429 && global(answer, body)
                ? Optional.of(retryAfter(answer, body))
                : Optional.empty();
    }

    Duration bucketPause(HttpAnswer answer) {
        JsonNode body = body(answer);
        return answer.status() == 429
                ? retryAfter(answer, body)
                : seconds(number(answer.header("X-RateLimit-Reset-After")));
    }

    private AttemptOutcome outcome(HttpAnswer answer, JsonNode body, @Nullable Integer code, boolean bot) {
        int status = answer.status();
        if (answer.successful()) {
            return delivered(body, answer.note());
        }
        if (AddressBlock.tells(answer, body)) {
            return new AttemptOutcome.Throttled(
                    AddressBlock.asked(answer).orElse(blockPause),
                    "Discord blocks the hub's address for now (HTTP " + status + "); nothing is sent meanwhile");
        }
        if (status == 429 || code != null && SLOW_DOWN.contains(code)) {
            return new AttemptOutcome.Throttled(retryAfter(answer, body), "Discord asks to slow down" + scope(answer));
        }
        String detail = detail(status, body, code);
        if (status == 401) {
            return new AttemptOutcome.CredentialsRefused("Discord refuses the token: " + detail, bot);
        }
        if (!bot && code != null && GONE.contains(code)) {
            return new AttemptOutcome.DestinationGone(detail);
        }
        // A 404 without a code of Discord's is a page of some proxy, or of an outage.
        boolean nobodys404 = status == 404 && (code == null || code == 0);
        if (nobodys404 || status >= 500 || status == 408 || code != null && PASSING.contains(code)) {
            return new AttemptOutcome.Retry(detail);
        }
        return new AttemptOutcome.Rejected(detail, status == 403 || status == 404);
    }

    /** A 2xx without a message's id may be anything, a proxy's page included. */
    private static AttemptOutcome delivered(JsonNode body, @Nullable String note) {
        JsonNode id = body.path("id");
        return id.isTextual()
                ? new AttemptOutcome.Delivered(id.asText(), note)
                : new AttemptOutcome.Unknown("Discord's answer could not be read");
    }

    /** Not X-RateLimit-Reset-After: for a shared limit that is the wrong, much shorter time. */
    private static Duration retryAfter(HttpAnswer answer, JsonNode body) {
        double told = body.path("retry_after").asDouble(Double.NaN);
        double seconds = Double.isNaN(told) ? number(answer.header("Retry-After")) : told;
        return seconds(seconds);
    }

    private static Duration seconds(double seconds) {
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
        String advice = code == null ? null : code == MALFORMED ? refusedMember(body) : ADVICE.get(code);
        String message = body.path("message").asText("");
        String told = message.length() <= QUOTED ? message : message.substring(0, QUOTED);
        String what = "HTTP " + status + (code == null ? "" : ", code " + code) + (told.isBlank() ? "" : ": " + told);
        return advice == null ? what : advice + " (" + what + ")";
    }

    private static String refusedMember(JsonNode body) {
        return DiscordFormErrors.of(body).stream()
                .findFirst()
                .map(error -> "Discord refused " + error)
                .orElse("Discord refused the message as malformed");
    }

    /** How long Discord keeps the whole address of the hub from calling; empty if the answer is not about that. */
    Optional<Optional<Duration>> addressBlock(HttpAnswer answer) {
        return !answer.successful() && AddressBlock.tells(answer, body(answer))
                ? Optional.of(AddressBlock.asked(answer))
                : Optional.empty();
    }

    JsonNode body(HttpAnswer answer) {
        try {
            JsonNode body = answer.successful() ? messageId(answer.body()) : json.readTree(answer.body());
            return body == null ? MissingNode.getInstance() : body;
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    /** Of a whole message, with up to ten embeds, the id is all that is wanted. */
    private @Nullable JsonNode messageId(String message) throws IOException {
        try (JsonParser parser = json.createParser(message)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean id = "id".equals(parser.currentName());
                if (parser.nextToken() == JsonToken.VALUE_STRING && id) {
                    return json.createObjectNode().put("id", parser.getText());
                }
                parser.skipChildren();
            }
            return null;
        }
    }
}

package io.notifyflow.delivery.outbound;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.notifyflow.delivery.AttemptOutcome;
import io.notifyflow.delivery.Classified;
import io.notifyflow.delivery.HttpAnswer;
import io.notifyflow.event.HttpDate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What an answer means by its status alone; services that say more have a reader of their own that begins here. */
@Component("httpAnswers")
public class HttpAnswers {

    private static final Duration WITHOUT_A_WORD = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private final Clock clock;
    private final ObjectMapper json;

    HttpAnswers(Clock clock, ObjectMapper json) {
        this.clock = clock;
        this.json = json;
    }

    /** For a receiver of which nothing else is known; what it answers is not quoted, as it may repeat what it was sent. */
    public Classified classify(HttpAnswer answer) {
        return classified(answer, outcome(answer, "The receiver", ""));
    }

    /** The body as JSON; missing if it is none. */
    public JsonNode json(HttpAnswer answer) {
        try {
            JsonNode body = json.readTree(answer.body());
            return body == null ? MissingNode.getInstance() : body;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** As {@link #classified(HttpAnswer, AttemptOutcome)}, and after what was delivered the next call has this time. */
    public Classified classified(HttpAnswer answer, AttemptOutcome outcome, Duration pace) {
        return outcome instanceof AttemptOutcome.Delivered
                ? new Classified(outcome, answer.status(), null, pace)
                : classified(answer, outcome);
    }

    /** The outcome with what the answer says of the time until the next call. */
    public Classified classified(HttpAnswer answer, AttemptOutcome outcome) {
        return new Classified(outcome, answer.status(), null, closedFor(answer, outcome));
    }

    /**
     * @param who  begins the sentence, such as "Slack"
     * @param told what the service said about it, without secrets; may be empty
     */
    public AttemptOutcome outcome(HttpAnswer answer, String who, String told) {
        int status = answer.status();
        String what = "HTTP " + status + (told.isEmpty() ? "" : ": " + told);
        if (answer.successful()) {
            return new AttemptOutcome.Delivered(null);
        }
        if (status >= 300 && status < 400) {
            return new AttemptOutcome.Rejected(
                    who + " redirects to another address, which is not followed; enter that address instead (" + what
                            + ")",
                    true);
        }
        return switch (status) {
            case 401, 403 ->
                new AttemptOutcome.CredentialsRefused(
                        who + " refuses the credentials; enter the destination again (" + what + ")", false);
            case 404 ->
                new AttemptOutcome.Rejected(
                        who + " does not know the address; check it and enter it again (" + what + ")", true);
            case 410 ->
                new AttemptOutcome.DestinationGone(
                        who + " says that the address is gone; enter a new one (" + what + ")");
            case 429 -> new AttemptOutcome.Throttled(retryAfter(answer), who + " asks to slow down (" + what + ")");
            case 408, 425 -> new AttemptOutcome.Retry(who + " could not take the message now (" + what + ")");
            default ->
                status >= 500
                        ? new AttemptOutcome.Retry(who + " failed (" + what + ")")
                        : new AttemptOutcome.Rejected(who + " refuses the message (" + what + ")", false);
        };
    }

    private @Nullable Duration closedFor(HttpAnswer answer, AttemptOutcome outcome) {
        if (outcome instanceof AttemptOutcome.Throttled throttled) {
            return throttled.retryAfter();
        }
        boolean told = outcome instanceof AttemptOutcome.Retry && answer.header("Retry-After") != null;
        return told ? retryAfter(answer) : null;
    }

    private Duration retryAfter(HttpAnswer answer) {
        String told = answer.header("Retry-After");
        return told == null ? WITHOUT_A_WORD : wait(told.strip());
    }

    /** A number of seconds, or a date. */
    private Duration wait(String told) {
        if (told.matches("\\d{1,9}(\\.\\d{1,9})?")) {
            return seconds(Double.parseDouble(told));
        }
        Instant now = clock.instant();
        return HttpDate.parse(told, now)
                .map(until -> bounded(Duration.between(now, until)))
                .orElse(WITHOUT_A_WORD);
    }

    public static Duration seconds(double seconds) {
        return bounded(Duration.ofMillis((long) (Math.min(seconds, LONGEST_WAIT.toSeconds()) * 1000)));
    }

    private static Duration bounded(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }
}

package io.notifyflow.ingest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.notifyflow.event.Decision;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The shape of the answers of the event API. */
@Component("answers")
class Answers {

    private final Clock clock;

    Answers(Clock clock) {
        this.clock = clock;
    }

    /** What a client reads about its event. */
    @JsonPropertyOrder({"eventId", "status", "message"})
    record EventAnswer(@JsonProperty UUID eventId, @JsonProperty String status, @JsonProperty String message) {}

    Reply accepted(Decision.Accepted accepted) {
        var body = new EventAnswer(accepted.eventId(), "accepted", "Event accepted");
        Reply reply = Reply.of(202, body).withHeader("Location", location(accepted.eventId()));
        return withQuota(reply, accepted.quota());
    }

    Reply repeated(Decision.Repeated repeated) {
        var body = new EventAnswer(repeated.eventId(), "accepted", "Event accepted");
        return Reply.of(202, body)
                .withHeader("Location", location(repeated.eventId()))
                .withHeader("Idempotency-Replayed", "true");
    }

    /** For a client that waited: the outcome if it is known, otherwise the answer it would have got at once. */
    Reply outcome(Decision decision, long waited, @Nullable String outcome) {
        Reply atOnce = waited > 0 ? of(decision).withHeader("Preference-Applied", "wait") : of(decision);
        if (outcome == null) {
            return atOnce;
        }
        UUID eventId = ((EventAnswer) atOnce.body()).eventId();
        return new Reply(200, atOnce.headers(), new EventAnswer(eventId, outcome, "Event " + outcome));
    }

    Reply overQuota(Decision.OverQuota over) {
        Decision.Quota quota = over.quota();
        Problem problem = Problem.of(
                "over-quota",
                "The monthly quota is used up",
                429,
                "All " + quota.limit() + " events of this month are used; the count starts again at "
                        + quota.resetsAt());
        return withQuota(Reply.of(problem), quota).withHeader("Retry-After", String.valueOf(seconds(quota)));
    }

    Reply unknownCategory(Decision.UnknownCategory unknown) {
        return Reply.of(Problem.of(
                "unknown-category",
                "There is no such category",
                404,
                "The account has no category \"" + unknown.category() + "\"; create it first, or use another"));
    }

    Reply keyReused(Decision.KeyReused reused) {
        return Reply.of(Problem.of(
                        "idempotency-key-reused",
                        "The Idempotency-Key was used for another event",
                        422,
                        "The Idempotency-Key \"" + reused.key() + "\" was sent before with another body, as event "
                                + reused.eventId() + "; use a new key for a new event")
                .about(reused.eventId()));
    }

    Reply unavailable(Decision.Unavailable unavailable) {
        return Reply.of(Problem.of(
                        "unavailable",
                        "The hub cannot accept events now",
                        503,
                        unavailable.reason() + ". Try again in a moment, with the same Idempotency-Key"))
                .withHeader("Retry-After", "2");
    }

    /** The answer to any decision, for events that come in batches. */
    Reply of(Decision decision) {
        return switch (decision) {
            case Decision.Accepted accepted -> accepted(accepted);
            case Decision.Repeated repeated -> repeated(repeated);
            case Decision.OverQuota over -> overQuota(over);
            case Decision.UnknownCategory unknown -> unknownCategory(unknown);
            case Decision.KeyReused reused -> keyReused(reused);
            case Decision.Unavailable unavailable -> unavailable(unavailable);
        };
    }

    private static String location(UUID eventId) {
        return "/api/v1/events/" + eventId;
    }

    /**
     * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/">RateLimit header fields</a>
     */
    private Reply withQuota(Reply reply, Decision.@Nullable Quota quota) {
        if (quota == null || quota.limit() == Long.MAX_VALUE) {
            return reply;
        }
        return reply.withHeader("RateLimit-Policy", "\"monthly\";q=" + quota.limit())
                .withHeader("RateLimit", "\"monthly\";r=" + quota.remaining() + ";t=" + seconds(quota));
    }

    private long seconds(Decision.Quota quota) {
        return Math.max(1, Duration.between(clock.instant(), quota.resetsAt()).toSeconds());
    }
}

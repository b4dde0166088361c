package io.notifyflow.deadletter;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.notifyflow.account.Account;
import io.notifyflow.deadletter.Redriving.Outcome;
import io.notifyflow.event.Ids;
import io.notifyflow.event.Problem;
import io.notifyflow.event.QueryParameters;
import io.notifyflow.event.Reply;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The answers below /api/v1/dead-letters; an id of another account is no id at all. */
@Component("deadLetterAnswers")
public class DeadLetterAnswers {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterAnswers.class);
    private static final int USUAL_PAGE = 50;
    private static final int LARGEST_PAGE = 200;

    private final DeadLetters letters;
    private final Redriving redriving;
    private final DeadLetterMetrics metrics;

    DeadLetterAnswers(DeadLetters letters, Redriving redriving, DeadLetterMetrics metrics) {
        this.letters = letters;
        this.redriving = redriving;
        this.metrics = metrics;
    }

    /** What a client reads about the letter that it had redriven. */
    @JsonPropertyOrder({"deliveryId", "eventId", "status", "message"})
    record Redriven(UUID deliveryId, UUID eventId, String status, String message) {}

    public Reply list(Account account, @Nullable String query) {
        QueryParameters parameters = LetterParameters.of(query, Set.of("limit", "cursor"));
        LetterFilter filter = LetterParameters.filter(parameters, account);
        int limit = parameters.number("limit", 1, LARGEST_PAGE, USUAL_PAGE);
        Cursor cursor = LetterParameters.cursor(parameters);
        parameters.check();
        return Reply.of(200, letters.list(account.id(), filter, limit, cursor));
    }

    public Reply count(Account account, @Nullable String query) {
        QueryParameters parameters = LetterParameters.of(query, Set.of());
        LetterFilter filter = LetterParameters.filter(parameters, account);
        parameters.check();
        return Reply.of(200, letters.count(account.id(), filter));
    }

    public Reply show(Account account, String id, @Nullable String query) {
        QueryParameters.requireNone(query);
        return Ids.parse(id)
                .flatMap(delivery -> letters.find(account.id(), delivery))
                .map(letter -> Reply.of(200, letter))
                .orElseGet(() -> Reply.of(unknown()));
    }

    public Reply redrive(Account account, String id, @Nullable String query) {
        QueryParameters.requireNone(query);
        Optional<UUID> delivery = Ids.parse(id);
        if (delivery.isEmpty()) {
            return Reply.of(unknown());
        }
        return answer(account, delivery.get(), redriving.one(account.id(), delivery.get()));
    }

    private Reply answer(Account account, UUID delivery, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Redriven redriven ->
                redriven(account, delivery, redriven.eventId(), "pending", "It is in the queue again");
            case Outcome.Held held ->
                redriven(
                        account,
                        delivery,
                        held.eventId(),
                        "held",
                        "It is in the queue again, but the destination \"" + held.destination() + "\" is "
                                + held.status() + (held.reason() == null ? "" : " (" + held.reason() + ")")
                                + ": it is kept, and goes out when the destination is resumed");
            case Outcome.Unknown none -> Reply.of(unknown());
            case Outcome.NotDead other -> Reply.of(notDead(delivery, other));
            case Outcome.Expired expired -> Reply.of(expired(delivery, expired));
            case Outcome.DestinationDeleted gone ->
                Reply.of(Problem.of(
                                "destination-deleted",
                                "The destination was deleted",
                                409,
                                "The destination of delivery " + delivery
                                        + " was deleted, so there is nowhere to send it;"
                                        + " submit the event again to have it routed anew")
                        .about(gone.eventId()));
        };
    }

    private Reply redriven(Account account, UUID delivery, UUID event, String status, String message) {
        metrics.redriven(1);
        log.info("Dead letter {} of event {} of account {} is redriven", delivery, event, account.id());
        return Reply.of(202, new Redriven(delivery, event, status, message))
                .withHeader("Location", "/api/v1/events/" + event);
    }

    private static Problem unknown() {
        return Problem.of(
                "unknown-dead-letter",
                "There is no such dead letter",
                404,
                "The account has no dead letter with this id");
    }

    private static Problem notDead(UUID delivery, Outcome.NotDead other) {
        return Problem.of(
                        "not-a-dead-letter",
                        "The delivery is not a dead letter",
                        409,
                        "Delivery " + delivery + " is " + other.status()
                                + ": it was redriven already, or never given up;" + " GET /api/v1/events/"
                                + other.eventId() + " shows what becomes of it")
                .about(other.eventId());
    }

    private static Problem expired(UUID delivery, Outcome.Expired expired) {
        return Problem.of(
                        "dead-letter-expired",
                        "The dead letter has expired",
                        409,
                        "Delivery " + delivery + " died at " + expired.diedAt()
                                + " and was kept for as long as dead letters are; submit the event again")
                .about(expired.eventId());
    }
}

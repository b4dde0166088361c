package io.notifyflow.deadletter;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.account.Account;
import io.notifyflow.account.Actor;
import io.notifyflow.account.Destination;
import io.notifyflow.deadletter.Resending.Outcome;
import io.notifyflow.event.Ids;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Members;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** The answer to POST of a further delivery of an event. */
@Component("resendAnswers")
public class ResendAnswers {

    private static final int NAME_LENGTH = 100;

    private final Resending resending;
    private final ObjectMapper json;

    ResendAnswers(Resending resending, @Qualifier("eventMapper") ObjectMapper json) {
        this.resending = resending;
        this.json = json;
    }

    /** What a client reads about the delivery that it asked for. */
    @JsonPropertyOrder({"deliveryId", "eventId", "status", "message"})
    record Resent(UUID deliveryId, UUID eventId, String status, String message) {}

    /**
     * @throws com.fasterxml.jackson.core.JsonProcessingException if the body is not JSON
     * @throws InvalidRequest if it names no destination of the account
     */
    public Reply send(Account account, Actor actor, String id, byte[] body) throws IOException {
        Members members = Members.of(json.readTree(body), List.of("destination"));
        String name = members.text("destination", NAME_LENGTH);
        Optional<Destination> destination = account.destinations().stream()
                .filter(known ->
                        known.id().toString().equals(name) || known.name().equalsIgnoreCase(name))
                .findFirst();
        if (!name.isEmpty() && destination.isEmpty()) {
            members.refuse("destination", "must be the id or the name of a destination of the account");
        }
        members.check("invalid-delivery", "The delivery is not valid");
        Destination to = destination.orElseThrow();
        return Ids.parse(id)
                .map(event -> answer(
                        event, to, resending.send(account.id(), event, to.id(), "sent there by " + actor.name())))
                .orElseGet(() -> Reply.of(unknown()));
    }

    private static Reply answer(UUID event, Destination to, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Sent sent ->
                Reply.of(
                                202,
                                new Resent(
                                        sent.delivery(),
                                        event,
                                        "pending",
                                        "It goes to " + to.name() + " as soon as its turn comes"))
                        .withHeader("Location", "/api/v1/deliveries/" + sent.delivery());
            case Outcome.Unknown none -> Reply.of(unknown());
            case Outcome.NotRouted early ->
                Reply.of(Problem.of(
                                "event-not-routed",
                                "The event's destinations are being chosen",
                                409,
                                "Ask again in a moment: " + to.name() + " may be one of them")
                        .about(event));
            case Outcome.There there ->
                Reply.of(Problem.of(
                                "delivery-exists",
                                "The event has a delivery there",
                                409,
                                "Its delivery to " + to.name() + " is "
                                        + (there.status().equals("dead")
                                                ? "a dead letter; redrive it"
                                                : there.status() + "; it goes to a destination once"))
                        .about(event));
        };
    }

    private static Problem unknown() {
        return Problem.of("unknown-event", "There is no such event", 404, "The account has no event with this id");
    }
}

package io.notifyflow.destination;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.notifyflow.account.Account;
import io.notifyflow.account.Actor;
import io.notifyflow.account.CallRates;
import io.notifyflow.account.CallRates.Rate;
import io.notifyflow.destination.DestinationList.Kept;
import io.notifyflow.event.Etag;
import io.notifyflow.event.Ids;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.QueryParameters;
import io.notifyflow.event.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The answers below /api/v1/destinations; an id of another account is no id at all. */
@Component("destinationAnswers")
public class DestinationAnswers {

    private static final Logger log = LoggerFactory.getLogger(DestinationAnswers.class);

    /** A minute, for each destination and for each key or person. */
    private static final int TESTS_OF_ONE = 5;

    private static final int TESTS_BY_ONE = 20;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String TOO_MANY_TESTS = "too-many-tests";

    private final DestinationChanges changes;
    private final DestinationList list;
    private final DestinationRequest request;
    private final CallRates rates;

    DestinationAnswers(DestinationChanges changes, DestinationList list, DestinationRequest request, CallRates rates) {
        this.rates = rates;
        this.changes = changes;
        this.list = list;
        this.request = request;
    }

    /** What a client reads about the test that it asked for. */
    @JsonPropertyOrder({"eventId", "message"})
    record Tried(UUID eventId, String message) {}

    public Reply list(Account account) {
        return Reply.of(200, new DestinationView.All(list.of(account.id())));
    }

    public Reply show(Account account, String id) {
        return Ids.parse(id)
                .flatMap(destination -> list.find(account.id(), destination))
                .map(found -> reply(200, found))
                .orElseGet(DestinationAnswers::unknown);
    }

    private static Reply reply(int status, Kept destination) {
        return Reply.of(status, destination.view()).withHeader("ETag", Etag.of(destination));
    }

    public Reply queue(Account account, String id) {
        return Ids.parse(id)
                .flatMap(destination -> list.queue(account.id(), destination))
                .map(queue -> Reply.of(200, queue))
                .orElseGet(DestinationAnswers::unknown);
    }

    /**
     * Adds a destination, or changes the one of that name; what is entered anew is resumed.
     *
     * @throws InvalidRequest if it cannot be used
     */
    public Reply enter(Account account, Actor actor, byte[] body) throws IOException {
        DestinationChanges.Entered entered = changes.enter(account.id(), actor, request.read(body));
        DestinationView view = entered.destination().view();
        log.info("Destination {} of type {} was entered in account {}", view.id(), view.type(), account.id());
        return reply(entered.isNew() ? 201 : 200, entered.destination())
                .withHeader("Location", "/api/v1/destinations/" + view.id());
    }

    /**
     * @throws InvalidRequest if it cannot become so
     */
    public Reply change(Account account, Actor actor, String id, @Nullable String ifMatch, byte[] body)
            throws IOException {
        UUID destination = Ids.parse(id).orElse(null);
        Optional<Kept> changed = destination == null
                ? Optional.empty()
                : changes.change(account.id(), actor, destination, ifMatch, body);
        return changed.map(kept -> reply(200, kept)).orElseGet(DestinationAnswers::unknown);
    }

    /**
     * @param query {@code force=true} for one that categories or rules lead to
     * @throws InvalidRequest if it is in use, or has changed meanwhile
     */
    public Reply delete(Account account, Actor actor, String id, @Nullable String ifMatch, @Nullable String query) {
        QueryParameters parameters = QueryParameters.of(query, Set.of("force"));
        Boolean force = parameters.read("force", DestinationAnswers::flag, "must be true or false");
        parameters.check();
        Optional<DestinationView.Deleted> deleted = Ids.parse(id)
                .flatMap(destination ->
                        changes.delete(account.id(), actor, destination, ifMatch, Boolean.TRUE.equals(force)));
        deleted.ifPresent(gone -> log.info(
                "Destination {} of account {} is deleted; {} events waited for it",
                gone.id(),
                account.id(),
                gone.deadLetters()));
        return deleted.map(gone -> Reply.of(200, gone)).orElseGet(DestinationAnswers::unknown);
    }

    private static Optional<Boolean> flag(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /**
     * @param body {@code reason}, if there is one
     * @throws InvalidRequest if it is disabled
     */
    public Reply pause(Account account, Actor actor, String id, byte @Nullable [] body) throws IOException {
        String reason = request.readReason(body);
        return Ids.parse(id)
                .flatMap(destination -> changes.pause(account.id(), actor, destination, reason))
                .map(paused -> reply(200, paused))
                .orElseGet(DestinationAnswers::unknown);
    }

    /**
     * @throws InvalidRequest if what is called there is gone
     */
    public Reply resume(Account account, Actor actor, String id) {
        return Ids.parse(id)
                .flatMap(destination -> changes.resume(account.id(), actor, destination))
                .map(resumed -> reply(200, resumed))
                .orElseGet(DestinationAnswers::unknown);
    }

    /**
     * @throws InvalidRequest if its recipient has not confirmed, or there were too many tests
     */
    public Reply test(Account account, Actor actor, String id) {
        Optional<Kept> found = Ids.parse(id).flatMap(destination -> list.find(account.id(), destination));
        if (found.isEmpty()) {
            return unknown();
        }
        DestinationChanges.requireConfirmed(found.get());
        UUID destination = found.get().view().id();
        rates.take(new Rate("Tests of one destination", destination, TESTS_OF_ONE, MINUTE), TOO_MANY_TESTS);
        rates.take(
                new Rate(
                        "Tests of one key or person",
                        actor.id() == null ? account.id() : actor.id(),
                        TESTS_BY_ONE,
                        MINUTE),
                TOO_MANY_TESTS);
        return list.tryOut(account.id(), destination)
                .map(DestinationAnswers::tried)
                .orElseGet(DestinationAnswers::unknown);
    }

    /** A recipient who was asked to confirm. */
    record AskedAgain(UUID destinationId, String message) {}

    /**
     * @throws InvalidRequest if nobody has to confirm, or too many were asked
     */
    public Reply askAgain(Account account, Actor actor, String id) {
        return Ids.parse(id)
                .flatMap(destination -> changes.askAgain(account.id(), actor, destination))
                .map(kept -> Reply.of(
                        202, new AskedAgain(kept.view().id(), "The recipient gets a mail with a link to confirm with")))
                .orElseGet(DestinationAnswers::unknown);
    }

    private static Reply tried(UUID event) {
        return Reply.of(202, new Tried(event, "A test is in the queue; the event shows what becomes of it"))
                .withHeader("Location", "/api/v1/events/" + event);
    }

    private static Reply unknown() {
        return Reply.of(Problem.of(
                "unknown-destination",
                "There is no such destination",
                404,
                "The account has no destination with this id"));
    }
}

package io.notifyflow.destination;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.notifyflow.account.Account;
import io.notifyflow.account.Actor;
import io.notifyflow.destination.DestinationList.Kept;
import io.notifyflow.event.Etag;
import io.notifyflow.event.Ids;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.QueryParameters;
import io.notifyflow.event.Reply;
import java.io.IOException;
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

    private final DestinationChanges changes;
    private final DestinationList list;
    private final DestinationRequest request;

    DestinationAnswers(DestinationChanges changes, DestinationList list, DestinationRequest request) {
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

    public Reply test(Account account, String id) {
        return Ids.parse(id)
                .flatMap(destination -> list.tryOut(account.id(), destination))
                .map(DestinationAnswers::tried)
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

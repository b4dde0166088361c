package io.notifyflow.destination;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.notifyflow.account.Account;
import io.notifyflow.account.Destinations;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/** The answers below /api/v1/destinations; an id of another account is no id at all. */
@Component("destinationAnswers")
public class DestinationAnswers {

    private static final Logger log = LoggerFactory.getLogger(DestinationAnswers.class);

    private final Destinations destinations;
    private final DestinationList list;
    private final DestinationRequest request;

    DestinationAnswers(Destinations destinations, DestinationList list, DestinationRequest request) {
        this.destinations = destinations;
        this.list = list;
        this.request = request;
    }

    /** What a client reads about the test that it asked for. */
    @JsonPropertyOrder({"eventId", "message"})
    record Tried(UUID eventId, String message) {}

    public Reply list(Account account) {
        return Reply.of(200, new DestinationView.All(list.of(account.id())));
    }

    /**
     * Adds a destination, or changes the one of that name; what is entered anew is resumed.
     *
     * @throws InvalidRequest if it cannot be used
     */
    public Reply enter(Account account, byte[] body) throws IOException {
        DestinationRequest.Asked asked = request.read(body);
        List<UUID> before = ids(account);
        UUID id = destinations.put(account.id(), asked.name(), asked.type(), asked.settings(), asked.isDefault());
        try {
            destinations.resume(id);
        } catch (DataIntegrityViolationException gone) {
            return Reply.of(Problem.of(
                    "destination-gone",
                    "The destination is gone",
                    409,
                    "What is called there has answered that it does not exist any more; enter a new address"));
        }
        log.info(
                "Destination {} of type {} was entered in account {}",
                id,
                asked.type().name(),
                account.id());
        DestinationView entered = list.of(account.id()).stream()
                .filter(view -> view.id().equals(id))
                .findFirst()
                .orElseThrow();
        return Reply.of(before.contains(id) ? 200 : 201, entered);
    }

    private List<UUID> ids(Account account) {
        return list.of(account.id()).stream().map(DestinationView::id).toList();
    }

    public Reply test(Account account, String id) {
        Optional<UUID> event = uuid(id).flatMap(destination -> list.tryOut(account.id(), destination));
        return event.map(DestinationAnswers::tried).orElseGet(DestinationAnswers::unknown);
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

    private static Optional<UUID> uuid(@Nullable String text) {
        try {
            return text == null ? Optional.empty() : Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}

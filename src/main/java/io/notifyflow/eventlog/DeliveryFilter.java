package io.notifyflow.eventlog;

import io.notifyflow.account.Account;
import io.notifyflow.account.Destination;
import io.notifyflow.event.EventIds;
import io.notifyflow.event.Ids;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.QueryParameters;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries of an account are asked for; what is null matters not.
 *
 * @param status     as people read it: pending, held, scheduled, delivered, dead-lettered or expired
 * @param category   in any case
 * @param errorCode  Discord's, of the last attempt
 * @param httpStatus of the last attempt
 * @param first      the least id of an event that may be among them
 * @param end        the least id that may not
 */
record DeliveryFilter(
        @Nullable String status,
        @Nullable UUID destination,
        @Nullable String category,
        @Nullable UUID event,
        @Nullable Integer errorCode,
        @Nullable Integer httpStatus,
        UUID first,
        UUID end,
        int limit,
        @Nullable Place after) {

    private static final Set<String> PARAMETERS = Set.of(
            "status", "destination", "category", "event", "errorCode", "httpStatus", "from", "to", "limit", "cursor");
    private static final List<String> STATUSES =
            List.of("pending", "held", "scheduled", "delivered", "dead-lettered", "expired");
    private static final int USUAL = 50;
    private static final int MOST = 200;
    private static final int CATEGORY_LENGTH = 64;
    private static final UUID LATEST = new UUID(-1, -1);

    /** Where a page ended: deliveries are in the order of their events, and within one of their destinations. */
    record Place(UUID event, UUID destination) {

        String text() {
            return event + "." + destination;
        }

        static Optional<Place> of(String text) {
            String[] ids = text.split("\\.", -1);
            return ids.length != 2
                    ? Optional.empty()
                    : Ids.parse(ids[0]).flatMap(event -> Ids.parse(ids[1]).map(to -> new Place(event, to)));
        }
    }

    /**
     * @throws InvalidRequest (400) for a parameter that makes no sense
     */
    static DeliveryFilter of(Account account, @Nullable String query) {
        QueryParameters parameters = QueryParameters.of(query, PARAMETERS);
        Instant from = parameters.time("from");
        Instant to = parameters.time("to");
        var filter = new DeliveryFilter(
                parameters.read(
                        "status",
                        text -> Optional.of(text).filter(STATUSES::contains),
                        "must be one of " + String.join(", ", STATUSES)),
                parameters.read(
                        "destination",
                        text -> destination(account, text),
                        "must be the id or the name of a destination"),
                parameters.text("category", CATEGORY_LENGTH),
                parameters.id("event"),
                parameters.read("errorCode", text -> number(text, "\\d{1,9}"), "must be a number, such as 50035"),
                parameters.read(
                        "httpStatus", text -> number(text, "[1-5]\\d\\d"), "must be an HTTP status, 100 to 599"),
                EventIds.floor(from == null ? Instant.EPOCH : from),
                to == null ? LATEST : EventIds.floor(to),
                parameters.number("limit", 1, MOST, USUAL),
                parameters.read("cursor", Place::of, "must be the \"next\" of a page before"));
        parameters.check();
        return filter.narrowed();
    }

    /** Of the events, only those that the one asked for and the cursor leave. */
    private DeliveryFilter narrowed() {
        UUID least = event == null || compare(event, first) < 0 ? first : event;
        UUID most = after == null ? end : least(end, EventIds.above(after.event()));
        return new DeliveryFilter(
                status,
                destination,
                category,
                event,
                errorCode,
                httpStatus,
                least,
                event == null ? most : least(most, EventIds.above(event)),
                limit,
                after);
    }

    private static UUID least(UUID one, UUID other) {
        return compare(one, other) <= 0 ? one : other;
    }

    /** As PostgreSQL compares them, which is not as {@link UUID#compareTo} does. */
    private static int compare(UUID one, UUID other) {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    }

    private static Optional<UUID> destination(Account account, String text) {
        return Ids.parse(text).or(() -> account.destinations().stream()
                .filter(destination -> destination.name().equalsIgnoreCase(text))
                .map(Destination::id)
                .findFirst());
    }

    private static Optional<Integer> number(String text, String form) {
        return text.matches(form) ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    boolean waiting() {
        return "pending".equals(status) || "held".equals(status);
    }

    boolean scheduled() {
        return "scheduled".equals(status);
    }

    boolean dead() {
        return "dead-lettered".equals(status);
    }

    /** Conditions on the delivery d alone, each with AND before it. */
    String onDelivery() {
        return (status == null ? "" : " AND d.status = :stored")
                + (destination == null ? "" : " AND d.destination_id = :destination")
                + (event == null ? "" : " AND d.event_id = :event")
                + " AND d.event_id >= :first AND d.event_id < :end"
                + (after == null ? "" : " AND (d.event_id < :afterEvent OR d.destination_id < :afterDestination)");
    }

    /** Conditions on its event e, its destination t and its last attempt a. */
    String onTheRest() {
        return (category == null ? "" : " AND lower(e.category) = lower(:category)")
                + (errorCode == null ? "" : " AND a.error_code = :errorCode")
                + (httpStatus == null ? "" : " AND coalesce(d.http_status, a.http_status) = :httpStatus")
                + ("held".equals(status) ? " AND t.status <> 'active'" : "")
                + ("pending".equals(status) ? " AND t.status = 'active'" : "");
    }

    Map<String, Object> parameters() {
        var values = new HashMap<String, Object>(Map.of("first", first, "end", end, "limit", limit + 1));
        put(values, "stored", waiting() ? "pending" : dead() ? "dead" : status);
        put(values, "destination", destination);
        put(values, "category", category);
        put(values, "event", event);
        put(values, "errorCode", errorCode);
        put(values, "httpStatus", httpStatus);
        put(values, "afterEvent", after == null ? null : after.event());
        put(values, "afterDestination", after == null ? null : after.destination());
        return values;
    }

    private static void put(Map<String, Object> values, String name, @Nullable Object value) {
        if (value != null) {
            values.put(name, value);
        }
    }
}

package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.notifyflow.event.Ids;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Reply;
import io.notifyflow.routefiles.RouteStops;
import io.notifyflow.source.Polls.End;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** The steps of a poll: what is due, what of it is new, and what became of that. */
@Component("sourcePolls")
class PollSteps {

    private static final Logger log = LoggerFactory.getLogger(PollSteps.class);
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(6);
    /** What a server may ask for. */
    private static final Duration LONGEST_ASKED = Duration.ofDays(1);

    private static final int ACCEPTED = 202;
    private static final int UNAVAILABLE = 503;
    private static final Set<Integer> TRY_AGAIN = Set.of(429, UNAVAILABLE);
    private static final int LONGEST_ERROR = 500;

    private final Polls polls;
    private final ObjectMapper json;
    private final RouteStops stops;
    private final RequestNotes notes;
    private final PollsUnderWay underWay = new PollsUnderWay();
    private final AtomicBoolean away = new AtomicBoolean();

    PollSteps(Polls polls, ObjectMapper json, RouteStops stops, RequestNotes notes) {
        this.polls = polls;
        this.json = json;
        this.stops = stops;
        this.notes = notes;
    }

    /** None of the types whose routes are stopped; none at all while the database is away, which is said once. */
    List<Poll> claim() {
        try {
            int room = underWay.room();
            if (room <= 0) {
                return List.of();
            }
            List<Poll> claimed =
                    polls.claim(stops.beginningWith("source."), underWay.byAccount(), PollsUnderWay.SHARE, room);
            claimed.forEach(underWay::begin);
            away.set(false);
            return claimed;
        } catch (DataAccessException e) {
            if (!away.getAndSet(true)) {
                log.warn("Sources are not asked while the database is away: {}", e.getMessage());
            }
            return List.of();
        }
    }

    /**
     * What a poll found.
     *
     * @param told       ids of items that are not told again, whatever comes
     * @param fresh      events by the id of their item, in their order
     * @param unreadable items that are left out, each with its id and the reason
     */
    record Found(List<String> told, Map<String, JsonNode> fresh, List<String> unreadable) {

        /** What is to be accepted. */
        public List<JsonNode> events() {
            return List.copyOf(fresh.values());
        }
    }

    /**
     * Leaves out what was told already; the first time, all but the last few that the setting {@code backlog} asks for.
     *
     * @param complete   the events, the oldest first; or a {@link Reply} if there are none
     * @param unreadable what the source's route left out; null if it does not say
     */
    Found fresh(Poll poll, Object complete, @Nullable List<String> unreadable) {
        var all = new LinkedHashMap<String, JsonNode>();
        var left = new ArrayList<>(unreadable == null ? List.<String>of() : unreadable);
        if (complete instanceof ArrayNode events) {
            int prefix = poll.source().id().toString().length() + 1;
            for (JsonNode event : events) {
                if (event.has(SourceEvents.REFUSED)) {
                    left.add(event.path(SourceEvents.REFUSED).asText());
                } else {
                    all.put(event.path("idempotencyKey").asText().substring(prefix), event);
                }
            }
        }
        Set<String> seen = all.isEmpty() ? Set.of() : polls.seen(poll.source().id(), all.keySet());
        int skipped = poll.first()
                ? all.size()
                        - PollSettings.number(poll.source().settings(), "backlog")
                                .orElse(0)
                : 0;
        var told = new ArrayList<String>();
        var fresh = new LinkedHashMap<String, JsonNode>();
        int index = 0;
        for (Map.Entry<String, JsonNode> item : all.entrySet()) {
            if (seen.contains(item.getKey()) || index < skipped) {
                told.add(item.getKey());
            } else {
                fresh.put(item.getKey(), item.getValue());
            }
            index++;
        }
        return new Found(told, fresh, left);
    }

    /** Nothing was new. */
    void settle(Poll poll, Found found, JsonNode cursor, Duration next) {
        settle(poll, found, List.of(), cursor, next);
    }

    /**
     * @param replies to the events that were new: {@link Reply}, or anything else for one that could not be decided on
     * @param cursor  of the next poll, if nothing is left to be tried again
     */
    void settle(Poll poll, Found found, List<?> replies, JsonNode cursor, Duration next) {
        var told = new ArrayList<>(found.told());
        var left = new ArrayList<>(found.unreadable());
        var events = new ArrayList<UUID>();
        String again = null;
        int index = 0;
        for (String item : found.fresh().keySet()) {
            JsonNode result = result(replies.get(index));
            int status = result.path("status").asInt(UNAVAILABLE);
            String message = result.path("message").asText("the hub failed");
            if (TRY_AGAIN.contains(status)) {
                again = message;
            } else {
                told.add(item);
                if (status == ACCEPTED) {
                    Ids.parse(result.path("eventId").asText()).ifPresent(events::add);
                } else {
                    left.add(item + " was refused: " + message);
                }
            }
            index++;
        }
        notes.polled(poll.source(), events, left, again);
        if (again == null) {
            end(poll, new End(told, cursor, true, leftOut(poll, left), 0, next));
        } else {
            end(poll, new End(told, null, true, "Not all is accepted yet: " + again, poll.failures() + 1, pause(poll)));
        }
    }

    /** Said to the owner, and in the log: an item that is left out does not come again. */
    private static @Nullable String leftOut(Poll poll, List<String> items) {
        if (items.isEmpty()) {
            return null;
        }
        String several = items.size() == 1 ? "1 item was left out" : items.size() + " items were left out";
        String error = shortened(several + ". " + String.join("; ", items));
        log.atWarn()
                .addKeyValue("source", poll.source().id())
                .addKeyValue("type", poll.source().type())
                .addKeyValue("items", items.size())
                .log("Items of a source were left out");
        return error;
    }

    private static String shortened(String error) {
        return error.length() <= LONGEST_ERROR ? error : error.substring(0, LONGEST_ERROR);
    }

    /** The status and the message of an event's answer, whether it is one of a batch or a problem. */
    private JsonNode result(Object reply) {
        JsonNode body = reply instanceof Reply answer ? json.valueToTree(answer.body()) : json.createObjectNode();
        return body.path("results").isEmpty() ? body : body.path("results").get(0);
    }

    void refused(Poll poll, String error) {
        refused(poll, error, Duration.ZERO);
    }

    /**
     * @param atLeast how long the source is not asked
     */
    private void refused(Poll poll, String error, Duration atLeast) {
        notes.unreadable(poll.source(), error);
        log.atInfo()
                .addKeyValue("source", poll.source().id())
                .addKeyValue("type", poll.source().type())
                .addKeyValue("failures", poll.failures() + 1)
                .log("A source could not be read");
        Duration pause = pause(poll);
        Duration longer = atLeast.compareTo(pause) > 0 ? atLeast : pause;
        end(poll, new End(List.of(), null, false, shortened(error), poll.failures() + 1, longer));
    }

    void failed(Poll poll, Exception failure) {
        String known = known(failure);
        if (known == null) {
            log.warn(
                    "Source {} of type {} failed",
                    poll.source().id(),
                    poll.source().type(),
                    failure);
        }
        refused(poll, known == null ? "The hub failed to read it; its log tells more" : known, asked(failure));
    }

    /** How long the server asks not to be called, within bounds. */
    private static Duration asked(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PollFailed refusal && refusal.retryAfter() != null) {
                Duration asked = refusal.retryAfter();
                return asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
            }
        }
        return Duration.ZERO;
    }

    private static @Nullable String known(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String told = told(cause);
            if (told != null) {
                return told;
            }
        }
        return null;
    }

    private static @Nullable String told(Throwable cause) {
        if (cause instanceof PollFailed) {
            return cause.getMessage();
        } else if (cause instanceof InvalidRequest invalid) {
            return invalid.problem().message();
        } else if (cause instanceof UnknownHostException) {
            return "The name of its host is unknown";
        } else if (cause instanceof SocketTimeoutException) {
            return "It did not answer in time";
        } else if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
            return "Its host cannot be reached";
        }
        return cause instanceof SSLException ? "Its certificate or its TLS is not valid" : null;
    }

    private static Duration pause(Poll poll) {
        int doublings = Math.min(poll.failures(), 10);
        Duration pause = FIRST_PAUSE.multipliedBy(1L << doublings);
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private void end(Poll poll, End end) {
        underWay.end(poll);
        if (!polls.settle(poll, end)) {
            log.info(
                    "Source {} was revoked or taken over while it was asked",
                    poll.source().id());
        }
    }
}

package io.notifyflow.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.SentRequest;
import io.notifyflow.event.Submitted;
import io.notifyflow.source.request.Outcome;
import io.notifyflow.source.request.Payload;
import io.notifyflow.source.request.RecordedRequest;
import io.notifyflow.source.request.RequestRecorder;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Notes what arrives at a source, and what is found at one that is asked, for its last requests. */
@Component
class RequestNotes {

    /** Items of one poll that have a row each. */
    private static final int MOST_ITEMS = 5;

    private final RequestRecorder recorder;
    private final RefusedAtTheDoor door;
    private final ObjectMapper json;
    private final Clock clock;

    RequestNotes(RequestRecorder recorder, RefusedAtTheDoor door, ObjectMapper json, Clock clock) {
        this.recorder = recorder;
        this.door = door;
        this.json = json;
        this.clock = clock;
    }

    /** Of a request that is served from here on. */
    RequestNote begin(Source source, SentRequest sent, byte[] body) {
        return new RequestNote(
                recorder, json, source, clock.instant(), Payload.of(headers(sent), body, source.secret()));
    }

    /** Of a source that has an address and makes no sense. */
    void unreadable(String type, String key, InvalidRequest why, SentRequest sent, byte[] body) {
        door.refused("/in/" + type + "/" + key, why.problem(), headers(sent).get("content-type"), (long) body.length);
    }

    private static Map<String, String> headers(SentRequest sent) {
        try {
            return sent.sentHeaders();
        } catch (InvalidRequest sentTwice) {
            return Map.of();
        }
    }

    /**
     * What a poll found; nothing is noted where nothing was new.
     *
     * @param told ids of the events that were accepted
     * @param left items that are left out, each with its id and the reason
     * @param again why some are tried again; null if none is
     */
    void polled(Source source, List<UUID> told, List<String> left, @Nullable String again) {
        if (!told.isEmpty()) {
            List<UUID> first = told.subList(0, Math.min(told.size(), Submitted.MOST_IDS));
            recorder.add(request(source, Outcome.TOLD, null, null, told.size(), 0, first));
        }
        for (String item : left.subList(0, Math.min(left.size(), MOST_ITEMS))) {
            recorder.add(request(source, Outcome.REFUSED, "item-left-out", item, 0, 1, List.of()));
        }
        int more = left.size() - MOST_ITEMS;
        if (more > 0) {
            String reason = more + " more items were left out";
            recorder.add(request(source, Outcome.REFUSED, "item-left-out", reason, 0, more, List.of()));
        }
        if (again != null) {
            recorder.add(request(source, Outcome.REFUSED, "not-accepted-yet", again, 0, 0, List.of()));
        }
    }

    void unreadable(Source source, String why) {
        recorder.add(request(source, Outcome.REFUSED, "source-unreadable", why, 0, 0, List.of()));
    }

    private RecordedRequest request(
            Source source,
            Outcome outcome,
            @Nullable String problem,
            @Nullable String reason,
            int told,
            int refused,
            List<UUID> events) {
        // Nothing was sent, but the reason may have words of a server that knows the secret.
        Payload nothing = Payload.of(Map.of(), new byte[0], source.secret());
        return new RecordedRequest(
                source.id(),
                source.type(),
                clock.instant(),
                outcome,
                null,
                problem,
                reason,
                told,
                0,
                refused,
                events,
                nothing);
    }
}

package io.notifyflow.source;

import io.notifyflow.account.SourceRefusals;
import io.notifyflow.event.Problem;
import io.notifyflow.source.request.Outcome;
import io.notifyflow.source.request.Payload;
import io.notifyflow.source.request.RecordedRequest;
import io.notifyflow.source.request.RequestRecorder;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Notes what never came to a route: too large a body, another method, a route that is stopped. Whose address it was is
 * looked up later, and of so many a second at most, for strangers can send any number to addresses that there are not.
 */
@Component
class RefusedAtTheDoor implements SourceRefusals {

    private static final Logger log = LoggerFactory.getLogger(RefusedAtTheDoor.class);
    private static final int MOST_WAITING = 200;
    private static final int TYPE = 2;
    private static final int KEY = 3;

    private final Sources sources;
    private final RequestRecorder recorder;
    private final Clock clock;
    private final Queue<Refusal> waiting = new ArrayBlockingQueue<>(MOST_WAITING);

    RefusedAtTheDoor(Sources sources, RequestRecorder recorder, Clock clock) {
        this.sources = sources;
        this.recorder = recorder;
        this.clock = clock;
    }

    private record Refusal(
            String type, String key, Instant at, Problem problem, @Nullable String contentType, @Nullable Long size) {

        /** Holds a key. */
        @Override
        public String toString() {
            return "Refusal[" + type + "]";
        }
    }

    @Override
    public void refused(String path, Problem problem, @Nullable String contentType, @Nullable Long size) {
        String[] parts = path.split("/", KEY + 2);
        if (parts.length > KEY && Sources.isKey(parts[KEY])) {
            var unused =
                    waiting.offer(new Refusal(parts[TYPE], parts[KEY], clock.instant(), problem, contentType, size));
        }
    }

    @Scheduled(fixedDelay = 500)
    void record() {
        var refusals = new ArrayList<Refusal>();
        for (Refusal refusal = waiting.poll(); refusal != null; refusal = waiting.poll()) {
            refusals.add(refusal);
            if (refusals.size() == MOST_WAITING) {
                break;
            }
        }
        if (refusals.isEmpty()) {
            return;
        }
        try {
            Map<String, Sources.Named> known =
                    sources.byKeys(refusals.stream().map(Refusal::key).collect(Collectors.toSet()));
            for (Refusal refusal : refusals) {
                Sources.Named source = known.get(refusal.key());
                if (source != null && source.type().equals(refusal.type())) {
                    recorder.add(request(source, refusal));
                }
            }
        } catch (DataAccessException e) {
            log.debug("{} refused requests of sources are not recorded, for the database is away", refusals.size(), e);
        }
    }

    private static RecordedRequest request(Sources.Named source, Refusal refusal) {
        Problem problem = refusal.problem();
        String type = refusal.contentType();
        Long size = refusal.size();
        return new RecordedRequest(
                source.id(),
                source.type(),
                refusal.at(),
                Outcome.REFUSED,
                problem.status(),
                problem.type().substring(problem.type().lastIndexOf(':') + 1),
                problem.message(),
                0,
                0,
                0,
                List.of(),
                new Payload(
                        type == null ? Map.of() : Map.of("content-type", type),
                        new byte[0],
                        size == null ? 0 : size,
                        null));
    }
}

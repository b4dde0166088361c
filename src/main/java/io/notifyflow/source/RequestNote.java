package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.SentAnswer;
import io.notifyflow.event.Submitted;
import io.notifyflow.source.request.Outcome;
import io.notifyflow.source.request.Payload;
import io.notifyflow.source.request.RecordedRequest;
import io.notifyflow.source.request.RequestRecorder;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

/** Notes what became of a sender's request once its route has ended, whichever way it ended. */
final class RequestNote extends SynchronizationAdapter {

    private static final int OK = 200;
    private static final int FIRST_PROBLEM = 400;
    /** The answer to what was no event is short; a longer one is not looked into. */
    private static final int LONGEST_ANSWER = 64 * 1024;

    private final RequestRecorder recorder;
    private final ObjectMapper json;
    private final Source source;
    private final Instant at;
    private final Payload payload;

    RequestNote(RequestRecorder recorder, ObjectMapper json, Source source, Instant at, Payload payload) {
        this.recorder = recorder;
        this.json = json;
        this.source = source;
        this.at = at;
        this.payload = payload;
    }

    @Override
    public void onDone(Exchange exchange) {
        SentAnswer answer = exchange.getMessage().getBody() instanceof SentAnswer sent ? sent : null;
        Integer named = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        int status = answer == null ? Objects.requireNonNullElse(named, OK) : answer.status();
        Submitted submitted = exchange.getVariable("submitted", Submitted.class);
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (submitted == null || status >= FIRST_PROBLEM) {
            recorder.add(withoutEvents(status, body(answer), problem(failure), submitted));
        } else {
            Problem problem = submitted.problem();
            recorder.add(request(
                    outcome(submitted),
                    status,
                    problem == null ? null : name(problem.type()),
                    problem == null ? null : problem.message(),
                    submitted));
        }
    }

    private static Outcome outcome(Submitted submitted) {
        if (submitted.told() > 0) {
            return Outcome.TOLD;
        }
        return submitted.refused() > 0 ? Outcome.REFUSED : Outcome.REPEATED;
    }

    /**
     * @param answer what was answered, if it is JSON
     */
    private RecordedRequest withoutEvents(
            int status, JsonNode answer, @Nullable Problem problem, @Nullable Submitted submitted) {
        if (status >= FIRST_PROBLEM) {
            return request(
                    Outcome.REFUSED,
                    status,
                    problem == null ? name(text(answer, "type")) : name(problem.type()),
                    problem == null ? text(answer, "message") : problem.message(),
                    submitted);
        }
        boolean ignored = answer.path("status").asText().equals(SourceEvents.IGNORED);
        return request(
                ignored ? Outcome.IGNORED : Outcome.ANSWERED,
                status,
                null,
                ignored ? text(answer, "reason") : null,
                submitted);
    }

    private RecordedRequest request(
            Outcome outcome,
            int status,
            @Nullable String problem,
            @Nullable String reason,
            @Nullable Submitted submitted) {
        return new RecordedRequest(
                source.id(),
                source.type(),
                at,
                outcome,
                status,
                problem,
                reason,
                submitted == null ? 0 : submitted.told(),
                submitted == null ? 0 : submitted.repeated(),
                submitted == null ? 0 : submitted.refused(),
                submitted == null ? List.of() : submitted.events(),
                payload);
    }

    private static @Nullable Problem problem(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidRequest invalid) {
                return invalid.problem();
            }
        }
        return null;
    }

    private JsonNode body(@Nullable SentAnswer answer) {
        try {
            return answer == null || answer.content().length > LONGEST_ANSWER
                    ? json.missingNode()
                    : json.readTree(answer.content());
        } catch (IOException noJson) {
            return json.missingNode();
        }
    }

    private static @Nullable String text(JsonNode node, String member) {
        return node.path(member).isTextual() ? node.path(member).textValue() : null;
    }

    private static @Nullable String name(@Nullable String type) {
        return type == null ? null : type.substring(type.lastIndexOf(':') + 1);
    }
}

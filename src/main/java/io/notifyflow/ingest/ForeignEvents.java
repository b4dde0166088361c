package io.notifyflow.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.event.Decision;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import io.notifyflow.event.Submitted;
import io.notifyflow.ingest.Batches.Batch;
import io.notifyflow.ingest.Batches.BatchAnswer;
import io.notifyflow.ingest.Batches.Element;
import io.notifyflow.ingest.Batches.Result;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Events that a route made of a foreign payload: checked and answered as those of the event API are. */
@Component("foreignEvents")
class ForeignEvents {

    private static final int TRY_AGAIN = 503;

    /** In place of an event, why it is none. */
    private static final String REFUSED = "refused";

    private final Batches batches;
    private final Fitting fitting;
    private final ObjectMapper json;

    ForeignEvents(Batches batches, Fitting fitting, @Qualifier("eventMapper") ObjectMapper json) {
        this.batches = batches;
        this.fitting = fitting;
        this.json = json;
    }

    /**
     * @param events one or a list, in the shape of the event API: JSON, or maps that can be written as such
     */
    Batch read(Object events) {
        JsonNode tree = events instanceof JsonNode made ? made : json.valueToTree(events);
        var elements = new ArrayList<Element>();
        for (JsonNode event : tree.isArray() ? tree : List.of(tree)) {
            elements.add(
                    event.path(REFUSED).isTextual()
                            ? new Element(
                                    null, Problems.invalid(event.path(REFUSED).textValue()))
                            : batches.foreign(fitting.fitted(event)));
        }
        return new Batch(elements);
    }

    /** What became of the events, for whoever notes it. */
    Submitted summary(Batch batch, List<Decision> decisions) {
        Iterator<Decision> decided = decisions.iterator();
        int told = 0;
        int repeated = 0;
        int refused = 0;
        Problem first = null;
        var events = new ArrayList<UUID>();
        for (Element element : batch.elements()) {
            Decision decision = element.problem() == null ? decided.next() : null;
            UUID event = null;
            if (decision instanceof Decision.Accepted accepted) {
                told++;
                event = accepted.eventId();
            } else if (decision instanceof Decision.Repeated before) {
                repeated++;
                event = before.eventId();
            } else {
                refused++;
                first = first == null ? problem(element, decision) : first;
            }
            if (event != null && events.size() < Submitted.MOST_IDS) {
                events.add(event);
            }
        }
        return new Submitted(told, repeated, refused, events, first);
    }

    private @Nullable Problem problem(Element element, @Nullable Decision decision) {
        return decision != null && batches.answer(decision).body() instanceof Problem problem
                ? problem
                : element.problem();
    }

    /**
     * 202 if all were accepted, 207 if some were; otherwise what the first one was refused for. What a repetition would
     * mend is always answered so that the sender repeats it: those that were accepted are not stored again.
     */
    Reply answer(Batch batch, List<Decision> decisions) {
        Reply reply = batches.answer(batch, decisions);
        var answer = (BatchAnswer) reply.body();
        boolean again = answer.results().stream().anyMatch(result -> result.status() == TRY_AGAIN);
        if (answer.accepted() > 0 && !again) {
            return reply;
        }
        for (Result result : answer.results()) {
            if (result.status() >= 400 && (!again || result.status() == TRY_AGAIN)) {
                return refused(batch, decisions, result);
            }
        }
        throw new IllegalStateException("A batch without events has no answer");
    }

    private Reply refused(Batch batch, List<Decision> decisions, Result result) {
        Element element = batch.elements().get(result.index());
        if (element.problem() != null) {
            return Reply.of(element.problem());
        }
        long before = batch.elements().subList(0, result.index()).stream()
                .filter(each -> each.problem() == null)
                .count();
        return forSender(batches.answer(decisions.get((int) before)));
    }

    /** To a sender 404 means that its address is wrong. */
    private static Reply forSender(Reply reply) {
        return reply.body() instanceof Problem problem && problem.status() == 404
                ? Reply.of(new Problem(
                        problem.type(), problem.title(), 422, problem.message(), problem.eventId(), problem.errors()))
                : reply;
    }
}

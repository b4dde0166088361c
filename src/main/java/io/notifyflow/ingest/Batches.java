package io.notifyflow.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.notifyflow.event.Decision;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import io.notifyflow.event.Submission;
import io.notifyflow.ingest.BatchElements.Slice;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Many events in one request: a JSON array, or NDJSON with one event a line; each gets its own result. */
@Component("batches")
class Batches {

    private static final Problem NO_OBJECT = Problems.invalid("An event must be a JSON object");

    private final ObjectMapper mapper;
    private final ObjectReader requests;
    private final Validator validator;
    private final Submissions submissions;
    private final Problems problems;
    private final Answers answers;
    private final IngestSettings settings;

    Batches(
            @Qualifier("eventMapper") ObjectMapper mapper,
            Validator validator,
            Submissions submissions,
            Problems problems,
            Answers answers,
            IngestSettings settings) {
        this.mapper = mapper;
        this.requests = mapper.readerFor(EventRequest.class);
        this.validator = validator;
        this.submissions = submissions;
        this.problems = problems;
        this.answers = answers;
        this.settings = settings;
    }

    /** An element of a batch: a submission, or what is wrong with it. */
    record Element(@Nullable Submission submission, @Nullable Problem problem) {}

    /** The elements of a batch in their order. */
    record Batch(List<Element> elements) {

        /** What admission has to decide on, in the order of the batch. */
        public List<Submission> submissions() {
            var valid = new ArrayList<Submission>(elements.size());
            for (Element element : elements) {
                if (element.submission() != null) {
                    valid.add(element.submission());
                }
            }
            return valid;
        }
    }

    /** What became of one element: an event, or a problem. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Result(
            int index,
            int status,
            @Nullable UUID eventId,
            @Nullable String type,
            @Nullable String title,
            @Nullable String message) {}

    /** The answer to a batch. */
    record BatchAnswer(int accepted, int refused, List<Result> results) {}

    /**
     * @param key the Idempotency-Key header; with it, each element has a key of its own that is made of it
     * @throws InvalidRequest if the body as a whole cannot be read, or holds too many events
     */
    Batch read(byte[] body, @Nullable String contentType, @Nullable String key) throws IOException {
        requireText(body);
        boolean lines =
                contentType != null && contentType.toLowerCase(Locale.ROOT).contains("ndjson");
        if (!lines && !BatchElements.isArray(body)) {
            throw new InvalidRequest(noArray(body));
        }
        List<Slice> slices = lines
                ? BatchElements.ofLines(body, settings.batchEvents())
                : BatchElements.ofArray(body, settings.batchEvents());
        checkSize(slices.size());
        List<Element> elements =
                slices.stream().map(slice -> element(body, slice)).toList();
        return new Batch(key == null ? elements : withKeys(elements, Submissions.unquote(key)));
    }

    /** What no element can be blamed for: nothing at all, or another encoding. */
    private static void requireText(byte[] body) {
        int start = BatchElements.start(body);
        if (start == body.length) {
            throw new InvalidRequest(Problems.malformed("The body is empty; send a JSON array of events"));
        }
        for (byte each : body) {
            if (each == 0) {
                throw new InvalidRequest(
                        Problems.malformed("The body is UTF-16, UTF-32 or binary; send a JSON array in UTF-8"));
            }
        }
    }

    private Problem noArray(byte[] body) {
        try {
            mapper.readTree(body);
        } catch (IOException malformed) {
            return problems.problem(malformed);
        }
        return Problems.invalid("The body must be a JSON array of events; for one event a line"
                + " send Content-Type: application/x-ndjson");
    }

    private Element element(byte[] body, Slice slice) {
        if (body[slice.from()] == '{') {
            return element(() -> requests.readValue(body, slice.from(), slice.length()));
        }
        return element(() -> requests.readValue(object(mapper.readTree(body, slice.from(), slice.length()))));
    }

    /** A line may begin with blanks or a byte order mark; what is no object is told so, if it is JSON at all. */
    private static JsonNode object(JsonNode element) {
        if (!element.isObject()) {
            throw new InvalidRequest(NO_OBJECT);
        }
        return element;
    }

    private void checkSize(int size) {
        if (size == 0) {
            throw new InvalidRequest(Problems.invalid("The batch is empty"));
        }
        if (size > settings.batchEvents()) {
            throw new InvalidRequest(Problem.of(
                    "batch-too-large",
                    "The batch holds too many events",
                    413,
                    "A batch may hold at most " + settings.batchEvents() + " events; split it"));
        }
    }

    private interface Reading {
        @Nullable
        EventRequest read() throws IOException;
    }

    private Element element(Reading reading) {
        try {
            EventRequest request = reading.read();
            if (request == null) {
                return new Element(null, NO_OBJECT);
            }
            Set<ConstraintViolation<EventRequest>> violations = validator.validate(request);
            return violations.isEmpty()
                    ? new Element(submissions.submission(request, request.idempotencyKey()), null)
                    : new Element(null, problems.invalidMembers(violations));
        } catch (InvalidRequest e) {
            return new Element(null, e.problem());
        } catch (JsonProcessingException e) {
            return new Element(null, problems.problem(e));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** An event from elsewhere, whose key names a delivery of its sender: the same key is always the same event. */
    Element foreign(JsonNode event) {
        Element element = element(() -> requests.readValue(event));
        Submission submission = element.submission();
        return submission == null || submission.idempotency() == null
                ? element
                : new Element(
                        submissions.named(
                                submission.content(), submission.idempotency().key()),
                        null);
    }

    /** An element's own key counts before the one that is made of the header's. */
    private List<Element> withKeys(List<Element> elements, String key) {
        var keyed = new ArrayList<Element>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            keyed.add(withKey(elements.get(i), key + " " + i));
        }
        return keyed;
    }

    private Element withKey(Element element, String key) {
        Submission submission = element.submission();
        return submission == null || submission.idempotency() != null
                ? element
                : new Element(submissions.keyed(submission.content(), key), null);
    }

    /** Puts the decisions back in their places. */
    Reply answer(Batch batch, List<Decision> decisions) {
        var results = new ArrayList<Result>(batch.elements().size());
        Iterator<Decision> decided = decisions.iterator();
        for (int i = 0; i < batch.elements().size(); i++) {
            Problem problem = batch.elements().get(i).problem();
            results.add(problem == null ? result(i, answers.of(decided.next())) : refused(i, problem));
        }
        int accepted =
                (int) results.stream().filter(result -> result.status() == 202).count();
        var body = new BatchAnswer(accepted, results.size() - accepted, results);
        return Reply.of(accepted == results.size() ? 202 : 207, body);
    }

    Reply answer(Decision decision) {
        return answers.of(decision);
    }

    private static Result result(int index, Reply reply) {
        return reply.body() instanceof Answers.EventAnswer event
                ? new Result(index, reply.status(), event.eventId(), null, null, null)
                : refused(index, (Problem) reply.body());
    }

    private static Result refused(int index, Problem problem) {
        return new Result(
                index, problem.status(), problem.eventId(), problem.type(), problem.title(), problem.message());
    }
}

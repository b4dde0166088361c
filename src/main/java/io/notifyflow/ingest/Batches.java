package io.notifyflow.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.notifyflow.event.Decision;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import io.notifyflow.event.Submission;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Many events in one request: a JSON array, or NDJSON with one event a line; each gets its own result. */
@Component("batches")
class Batches {

    private static final Element NO_OBJECT = new Element(null, Problems.invalid("An event must be a JSON object"));

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
        boolean lines = contentType != null && contentType.contains("ndjson");
        List<Element> elements = lines ? readLines(body) : readArray(body);
        if (elements.isEmpty()) {
            throw new InvalidRequest(Problems.invalid("The batch is empty"));
        }
        return new Batch(key == null ? elements : withKeys(elements, Submissions.unquote(key)));
    }

    /** Finds where each element begins and ends, and reads it from there: no tree, and an error costs one element. */
    private List<Element> readArray(byte[] body) throws IOException {
        var elements = new ArrayList<Element>();
        try (JsonParser parser = mapper.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new InvalidRequest(
                        Problems.invalid("The body must be a JSON array of events; for one event a line"
                                + " send Content-Type: application/x-ndjson"));
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.add(parser.currentToken() == JsonToken.START_OBJECT ? readObject(body, parser) : NO_OBJECT);
                checkSize(elements.size());
            }
            requireEnd(parser);
        }
        return elements;
    }

    private Element readObject(byte[] body, JsonParser parser) throws IOException {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int length = (int) parser.currentLocation().getByteOffset() - from;
        if (from < 0) {
            throw new InvalidRequest(Problems.invalid("The body must be UTF-8"));
        }
        return element(() -> requests.readValue(body, from, length));
    }

    private static void requireEnd(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw new InvalidRequest(Problems.invalid("Nothing may follow the array"));
        }
    }

    private List<Element> readLines(byte[] body) {
        var elements = new ArrayList<Element>();
        int start = 0;
        for (int end = 0; end <= body.length; end++) {
            if (end == body.length || body[end] == '\n') {
                int from = start;
                int length = end - start;
                if (!blank(body, from, length)) {
                    elements.add(element(() -> requests.readValue(body, from, length)));
                    checkSize(elements.size());
                }
                start = end + 1;
            }
        }
        return elements;
    }

    private static boolean blank(byte[] body, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (body[i] != ' ' && body[i] != '\r' && body[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    private void checkSize(int size) {
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
                return NO_OBJECT;
            }
            Set<ConstraintViolation<EventRequest>> violations = validator.validate(request);
            return violations.isEmpty()
                    ? new Element(submissions.submission(request, request.idempotencyKey()), null)
                    : new Element(null, problems.invalidMembers(violations));
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

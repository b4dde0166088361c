package io.notifyflow.ingest;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.notifyflow.event.CredentialsNeeded;
import io.notifyflow.event.InvalidJson;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Problem.InvalidMember;
import io.notifyflow.event.Reply;
import io.notifyflow.event.RouteStopped;
import io.notifyflow.event.TooManyCalls;
import jakarta.validation.ConstraintViolation;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.ValidationException;
import org.apache.camel.component.bean.validator.BeanValidationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Turns what went wrong with a request into the problem that the client reads; class names stay here. */
@Component("problems")
class Problems {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);
    private static final String RETRY_SECONDS = "2";

    Reply of(Exception failure) {
        Problem problem = problem(failure);
        Reply reply = Reply.of(problem);
        if (failure instanceof TooManyCalls often) {
            return reply.withHeader("Retry-After", String.valueOf(often.retrySeconds()));
        }
        if (failure instanceof CredentialsNeeded needed) {
            return reply.withHeader("WWW-Authenticate", needed.challenge());
        }
        String seconds = failure instanceof RouteStopped ? String.valueOf(RouteStopped.RETRY_SECONDS) : RETRY_SECONDS;
        return problem.status() == 503 ? reply.withHeader("Retry-After", seconds) : reply;
    }

    Problem problem(Throwable failure) {
        return switch (failure) {
            case InvalidRequest invalid -> invalid.problem();
            case BeanValidationException invalid -> invalidMembers(invalid.getConstraintViolations());
            case JsonProcessingException json -> json(json);
            case InvalidPayloadException empty -> malformed("The body is empty; send a JSON object");
            case ValidationException nothing -> malformed("The body is empty or null; send a JSON object");
            case DataAccessException database -> unstorable(database) ? unstorable() : unavailable(database);
            default -> unexpected(failure);
        };
    }

    Problem invalidMembers(Set<? extends ConstraintViolation<?>> violations) {
        List<InvalidMember> errors = violations.stream()
                .map(violation -> new InvalidMember(violation.getPropertyPath().toString(), violation.getMessage()))
                .sorted(Comparator.comparing(InvalidMember::member).thenComparing(InvalidMember::message))
                .toList();
        String message = errors.stream()
                .map(error -> error.member() + " " + error.message())
                .collect(Collectors.joining("; "));
        return invalid(message).with(errors);
    }

    static Problem invalid(String message) {
        return Problem.of("invalid-event", "The event is not valid", 422, message);
    }

    static Problem malformed(String message) {
        return Problem.of("malformed-body", "The body is not well-formed JSON", 400, message);
    }

    private static Problem malformed(InvalidJson invalid) {
        Problem problem = malformed(invalid.reason());
        return invalid.member().isEmpty()
                ? problem
                : problem.with(List.of(new InvalidMember(invalid.member(), invalid.reason())));
    }

    private static Problem json(JsonProcessingException failure) {
        return switch (failure) {
            case InvalidJson invalid -> malformed(invalid);
            case StreamConstraintsException limit ->
                malformed("The body is nested too deep, or holds a number or text that is too long");
            case UnrecognizedPropertyException unknown ->
                member(unknown, "is not a member of an event; the members are " + unknown.getKnownPropertyIds());
            case MismatchedInputException mismatch -> mismatch(mismatch);
            default -> malformedAt(failure);
        };
    }

    private static Problem mismatch(MismatchedInputException mismatch) {
        if (mismatch.getPath().isEmpty()) {
            String message = mismatch.getOriginalMessage();
            return message.contains("end-of-input") || message.startsWith("Trailing token")
                    ? malformed("The body is empty, ends too early or goes on after its end; send one JSON object")
                    : invalid("The body must be a JSON object with the member \"category\"");
        }
        String told = mismatch.getOriginalMessage();
        // Our own readers say what must be; Jackson's words are about classes.
        return member(mismatch, told.startsWith("must ") ? told : "has the wrong type");
    }

    private static Problem member(JsonMappingException failure, String message) {
        String path = failure.getPath().stream()
                .map(Reference::getFieldName)
                .filter(java.util.Objects::nonNull)
                .collect(Collectors.joining("."));
        return invalid(path + " " + message).with(List.of(new InvalidMember(path, message)));
    }

    private static Problem malformedAt(JsonProcessingException failure) {
        JsonLocation at = failure.getLocation();
        String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        String duplicate = failure.getOriginalMessage().startsWith("Duplicate") ? ": a member stands there twice" : "";
        return malformed("The body is not well-formed JSON" + where + duplicate);
    }

    /** PostgreSQL refuses the value itself: class 22 is data that no type can hold, such as U+0000 in a text. */
    private static boolean unstorable(DataAccessException failure) {
        return NestedExceptionUtils.getMostSpecificCause(failure) instanceof SQLException refused
                && String.valueOf(refused.getSQLState()).startsWith("22");
    }

    private static Problem unstorable() {
        return Problem.of(
                "invalid-value",
                "A value cannot be stored",
                422,
                "A value of the request holds what cannot be stored, such as the character U+0000; remove it");
    }

    private static Problem unavailable(Exception failure) {
        log.warn("A request could not be served: {}", failure.getMessage());
        return Problem.of(
                "unavailable",
                "The hub cannot serve this now",
                503,
                "The hub's database does not answer; nothing was accepted. Try again in a moment");
    }

    private static Problem unexpected(Throwable failure) {
        if (failure instanceof IOException unreadable && unreadable.getCause() instanceof Exception cause) {
            return cause instanceof JsonProcessingException json ? json(json) : malformed("The body cannot be read");
        }
        log.error("A request failed in a way that nobody foresaw", failure);
        return Problem.of(
                "internal-error", "The hub failed", 500, "The hub failed to handle the request; its log tells why");
    }
}

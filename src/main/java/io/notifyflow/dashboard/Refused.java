package io.notifyflow.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.client.ApiException;
import io.notifyflow.client.model.MemberProblem;
import io.notifyflow.client.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the API does not do, and why. */
public class Refused extends Exception {

    private static final long serialVersionUID = 1L;
    private static final int UNAVAILABLE = 503;

    private final int status;
    private final transient Map<String, String> members;

    private Refused(int status, String message, Map<String, String> members) {
        super(message);
        this.status = status;
        this.members = members;
    }

    static Refused of(ApiException failed, ObjectMapper json) {
        String body = failed.getResponseBody();
        if (failed.getCode() == 0 || body == null) {
            return new Refused(UNAVAILABLE, "The hub does not answer. Try again in a moment.", Map.of());
        }
        try {
            Problem problem = json.readValue(body, Problem.class);
            List<MemberProblem> errors = problem.getErrors() == null ? List.of() : problem.getErrors();
            return new Refused(
                    failed.getCode(),
                    problem.getMessage(),
                    errors.stream()
                            .collect(Collectors.toMap(
                                    MemberProblem::getMember, MemberProblem::getMessage, (one, other) -> one)));
        } catch (JsonProcessingException unreadable) {
            return new Refused(failed.getCode(), "The hub failed: " + failed.getCode(), Map.of());
        }
    }

    /** HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** What is wrong with single members of what was sent. */
    public Map<String, String> members() {
        return members;
    }

    /** What is wrong, with all that is known of it. */
    public String text() {
        String message = String.valueOf(getMessage());
        String more = members.entrySet().stream()
                .filter(member -> !message.contains(member.getValue()))
                .map(member -> member.getKey() + " " + member.getValue())
                .collect(Collectors.joining("; "));
        return more.isEmpty() ? message : message + ": " + more;
    }
}

package io.notifyflow.event;

import java.util.HashMap;
import java.util.Map;

/**
 * What a route answers over HTTP.
 *
 * @param status  HTTP status
 * @param headers beside Content-Type
 * @param body    written as JSON; a {@link Problem} as application/problem+json, a {@link TextBody} as it is
 */
public record Reply(int status, Map<String, String> headers, Object body) {

    public Reply {
        headers = Map.copyOf(headers);
    }

    public static Reply of(int status, Object body) {
        return new Reply(status, Map.of(), body);
    }

    public static Reply of(Problem problem) {
        return of(problem.status(), problem);
    }

    public Reply withHeader(String name, String value) {
        var more = new HashMap<>(headers);
        more.put(name, value);
        return new Reply(status, more, body);
    }
}

package io.notifyflow.routefiles;

import java.util.List;
import java.util.stream.Collectors;

/** A version of a route file cannot go live; the one that is live runs on. */
final class RouteFileRefused extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<RouteFileError> errors;

    RouteFileRefused(List<RouteFileError> errors) {
        super(errors.stream().map(RouteFileError::toString).collect(Collectors.joining("; ")));
        this.errors = List.copyOf(errors);
    }

    RouteFileRefused(RouteFileError error, Throwable cause) {
        super(error.toString(), cause);
        this.errors = List.of(error);
    }

    static RouteFileRefused unexpectedly(RouteFile file, RuntimeException failure) {
        return new RouteFileRefused(
                RouteFileError.of(
                        file.path(),
                        "It cannot be looked at: " + failure,
                        "Report this with the file; until then write it differently"),
                failure);
    }

    List<RouteFileError> errors() {
        return errors;
    }
}

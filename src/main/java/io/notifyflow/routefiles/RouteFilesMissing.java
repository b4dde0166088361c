package io.notifyflow.routefiles;

import java.nio.file.Path;

/** The folder of route files is not there, or has none of the pipeline's. */
final class RouteFilesMissing extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RouteFilesMissing(Path folder) {
        super("There are no route files at " + folder);
    }

    RouteFilesMissing(String message) {
        super(message);
    }
}

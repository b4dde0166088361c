package io.notifyflow.routefiles;

import org.springframework.stereotype.Component;

/** Reads what a route file defines, be it YAML or a jar. */
@Component
class RouteReader {

    private final RouteContexts contexts;

    RouteReader(RouteContexts contexts) {
        this.contexts = contexts;
    }

    RouteOutline read(RouteFile file) throws RouteFileRefused {
        return file.isJar() ? RouteJarReader.read(file, contexts) : RouteFileReader.read(file);
    }
}

package io.notifyflow.routefiles;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a route file defines and names, as far as it matters to other files.
 *
 * @param routes      those it defines itself, and those it makes of templates
 * @param definitions ids of route configurations, templates and Kamelets, which other files may use
 * @param uses        ids of such definitions that it names
 * @param sends       to where its routes and definitions send
 */
record RouteOutline(RouteFile file, List<Route> routes, Set<String> definitions, Set<String> uses, List<Send> sends) {

    /**
     * A step that sends to an address.
     *
     * @param route in which it stands; empty in a definition that routes are made of
     */
    record Send(String route, Endpoint to) {}

    /**
     * A route.
     *
     * @param line    from 1; 0 in a jar
     * @param from    null where a template decides
     * @param methods of an HTTP route; empty for all
     */
    record Route(String id, int line, @Nullable Endpoint from, Set<String> methods) {

        /** Whether its consumer can take another's place while that is at work. */
        boolean isCalled() {
            return from != null
                    && (from.scheme().equals("direct") || from.scheme().equals("platform-http"));
        }
    }

    /**
     * An address in a route.
     *
     * @param uri  as it is written, without its parameters
     * @param line from 1; 0 in a jar
     */
    record Endpoint(String uri, int line) {

        String scheme() {
            int colon = uri.indexOf(':');
            return colon < 0 ? uri : uri.substring(0, colon);
        }

        /** What follows the scheme. */
        String name() {
            String rest = uri.substring(uri.indexOf(':') + 1);
            return rest.startsWith("//") ? rest.substring(2) : rest;
        }

        boolean isPlaceholder() {
            return uri.contains("${") || uri.contains("{{");
        }
    }

    String path() {
        return file.path();
    }

    /** Whether more comes with its routes than they themselves: classes of a jar, or routes of Kamelets. */
    boolean needsItsOwnContext() {
        return file.isJar() || uses.stream().anyMatch(used -> used.startsWith("kamelet:"));
    }

    /** Where a line of it stands, for people. */
    String place(int line) {
        return line < 1 ? path() : path() + ":" + line;
    }

    Set<String> routeIds() {
        return routes.stream().map(Route::id).collect(Collectors.toUnmodifiableSet());
    }

    /** Names of the {@code direct:} endpoints at which its routes start. */
    Set<String> starts() {
        return routes.stream()
                .map(Route::from)
                .filter(from -> from != null && from.scheme().equals("direct"))
                .map(Endpoint::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The {@code direct:} endpoints to which it sends, as far as they are written down. */
    List<Endpoint> targets() {
        return sends.stream()
                .map(Send::to)
                .filter(endpoint -> endpoint.scheme().equals("direct") && !endpoint.isPlaceholder())
                .toList();
    }
}

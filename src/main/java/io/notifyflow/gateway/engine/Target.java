package io.notifyflow.gateway.engine;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** Who serves a request, or why nobody does. */
public sealed interface Target {

    /** A route, with the parameters of the path. */
    record Found(ServedRoute route, Map<String, String> parameters) implements Target {}

    /** The path has routes, for other methods. */
    record OtherMethods(SortedSet<String> allowed) implements Target {}

    /** The path has a route of this method, for bodies of other types. */
    record OtherTypes(List<String> accepted) implements Target {}

    /** The path has a route of this method, which makes no type that the client accepts. */
    record NotAcceptable(List<String> made) implements Target {}

    /** No route has this path. */
    record Nobody() implements Target {}
}

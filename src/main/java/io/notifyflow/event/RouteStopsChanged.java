package io.notifyflow.event;

/** Some hub has stopped or started a route, for all of them: perhaps this one. */
public record RouteStopsChanged() {

    /** The channel on which hubs tell each other; the payload is empty. */
    public static final String CHANNEL = "route_stops";
}

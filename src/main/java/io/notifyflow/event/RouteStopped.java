package io.notifyflow.event;

/** An operator has stopped the route that something was on its way to; nothing was done with it there. */
public final class RouteStopped extends InvalidRequest {

    /** An operator's matter, which is not over in a moment. */
    public static final int RETRY_SECONDS = 30;

    private static final long serialVersionUID = 1L;

    private final String route;

    public RouteStopped(String route) {
        super(problem(route));
        this.route = route;
    }

    /** The id of the route. */
    public String route() {
        return route;
    }

    public static Problem problem(String route) {
        return Problem.of(
                "route-stopped",
                "The route is stopped",
                503,
                "An operator of the hub has stopped the route " + route
                        + "; nothing was done with the request. Send it again later");
    }
}

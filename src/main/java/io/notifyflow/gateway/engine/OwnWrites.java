package io.notifyflow.gateway.engine;

import io.vertx.core.http.HttpMethod;

/** Which answers may tell of a change of an account, and therefore wait until it is in effect on this hub. */
public final class OwnWrites {

    private static final int CLIENT_ERROR = 400;
    private static final int SERVER_ERROR = 500;

    private OwnWrites() {}

    /**
     * Events change no account, and come by the thousand.
     *
     * @param path the path of the route
     */
    static boolean maybe(HttpMethod method, String path, int status) {
        boolean events = path.equals("/api/v1/events") || path.equals("/api/v1/events/batch");
        return !events && (path.startsWith("/api/v1/") || path.startsWith("/webhooks/")) && maybe(method, status);
    }

    /** What a client did wrong changed nothing. */
    public static boolean maybe(HttpMethod method, int status) {
        boolean safe = method == HttpMethod.GET || method == HttpMethod.HEAD || method == HttpMethod.OPTIONS;
        return !safe && (status < CLIENT_ERROR || status >= SERVER_ERROR);
    }
}

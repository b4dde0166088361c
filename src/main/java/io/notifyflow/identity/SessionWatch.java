package io.notifyflow.identity;

import jakarta.servlet.http.HttpServletRequest;

/** Ends what outlives a request, such as a stream, together with the session of the request. */
public interface SessionWatch {

    /**
     * Watches the session that a request was made with.
     *
     * @param ended runs once, at most a few seconds after the session has ended: by a sign-out on any hub, the removal of
     *              its person, the closing of their account or its expiry; must not wait
     * @return ends the watch
     */
    Runnable watch(HttpServletRequest request, Runnable ended);
}

package io.notifyflow.gateway.connection;

import io.notifyflow.event.Problem;

/** Why a body is not read on. */
public final class BodyProblems {

    private BodyProblems() {}

    static Problem slowHead() {
        return Problem.of(
                "request-timeout",
                "The request took too long",
                408,
                "The head was not complete in time. Send it again");
    }

    static Problem slow() {
        return Problem.of(
                "request-timeout",
                "The request took too long",
                408,
                "The body was not complete in time; nothing was accepted. Send the request again");
    }

    static Problem exhausted() {
        return Problem.of(
                "overloaded",
                "The hub has more to do than it can in good time",
                503,
                "Too many bodies are arriving at a time; nothing was accepted. Try again in a moment");
    }

    static Problem clientExhausted(long bytes) {
        return Problem.of(
                "rate-limited",
                "Too many bodies at a time",
                429,
                "The unfinished bodies of one client may hold at most " + bytes
                        + " bytes together; nothing was accepted. Send fewer requests at a time");
    }
}

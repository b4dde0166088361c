package io.notifyflow.source.body;

import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;

/** Why a body cannot be read. */
final class BodyProblem {

    private BodyProblem() {}

    static InvalidRequest malformed(String message) {
        return new InvalidRequest(Problem.of("malformed-body", "The body is not well-formed JSON", 400, message));
    }

    static InvalidRequest tooLarge(String message) {
        return new InvalidRequest(Problem.of("body-too-large", "The body is too large", 413, message));
    }

    static InvalidRequest unknownCharset(String name) {
        return new InvalidRequest(Problem.of(
                "unsupported-charset",
                "The charset is not supported",
                415,
                "Content-Type names the charset \"" + name + "\", which is unknown; send UTF-8"));
    }

    static InvalidRequest unknownCoding(String name) {
        return new InvalidRequest(Problem.of(
                "unsupported-encoding",
                "The content coding is not supported",
                415,
                "Content-Encoding is \"" + name + "\"; send gzip or deflate, once, or none"));
    }

    static InvalidRequest overloaded() {
        return new InvalidRequest(Problem.of(
                "overloaded",
                "The hub has more to do than it can in good time",
                503,
                "Too many large bodies are in work; nothing was accepted. Try again in a moment"));
    }
}

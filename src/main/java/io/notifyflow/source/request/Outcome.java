package io.notifyflow.source.request;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What became of a request. */
public enum Outcome {
    /** At least one event was accepted. */
    TOLD,
    /** All that it holds was accepted before. */
    REPEATED,
    /** It is no event, on purpose. */
    IGNORED,
    /** It was answered with a problem, or none of its events was accepted. */
    REFUSED,
    /** It is no event and needs none: a sign of life, or a question of the sender's that the route answers. */
    ANSWERED;

    /** As it is written in answers, in the database and in metrics. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Outcome> of(String text) {
        return Stream.of(values())
                .filter(outcome -> outcome.text().equals(text))
                .findFirst();
    }
}

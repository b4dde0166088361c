package io.notifyflow.event;

/** The answer to an HTTP request as it was sent: the body of a message whose route has ended. */
public interface SentAnswer {

    /** HTTP status. */
    int status();

    /** The body, as bytes. */
    byte[] content();
}

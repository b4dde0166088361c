package io.notifyflow.event;

/** The body of a {@link Reply} that is plain text, for senders that expect no JSON. */
public record TextBody(String text) {

    public static final String MEDIA_TYPE = "text/plain; charset=utf-8";
}

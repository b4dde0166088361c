package io.notifyflow.event;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;

/** A body that is not JSON as the hub reads it: the reason, with its place, is a sentence for the sender. */
public final class InvalidJson extends JsonProcessingException {

    private static final long serialVersionUID = 1L;

    private final String member;

    /**
     * @param reason what is wrong where, in words for the sender
     * @param member the member that is wrong, such as {@code fields.amount}; empty if it is not in one
     */
    InvalidJson(String reason, String member) {
        super(reason, (JsonLocation) null);
        this.member = member;
    }

    public String reason() {
        return getOriginalMessage();
    }

    public String member() {
        return member;
    }

    /** The reason with its place as one sentence, which a problem and a log may show. */
    @Override
    public String getMessage() {
        return getOriginalMessage();
    }
}

package io.notifyflow.delivery.email;

/** No mail server documents them; these are ours, in characters, so that a mail stays readable and small. */
final class EmailLimits {

    static final int SUBJECT = 200;
    /** Events in a mail when several wait. */
    static final int EVENTS = 20;
    /** Events that a digest shows in full; the others are counted. */
    static final int SHOWN = 50;

    static final int TITLE = 256;
    static final int TEXT = 4096;
    static final int FIELD_NAME = 256;
    static final int FIELD_VALUE = 1024;

    private EmailLimits() {}
}

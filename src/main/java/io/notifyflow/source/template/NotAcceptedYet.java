package io.notifyflow.source.template;

/** The hub cannot accept an event for now, so what it came from must be fetched again. */
class NotAcceptedYet extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotAcceptedYet(String message) {
        super(message);
    }
}

package io.notifyflow.source.template;

/** Of what a route fetched no event can be made; the same again would not help. */
class Unreadable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
        super(message);
    }
}

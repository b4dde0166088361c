package io.notifyflow.delivery;

/** Ends an attempt before its last call, with the outcome that is certain already. */
public final class AttemptFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Classified classified;

    public AttemptFailed(Classified classified) {
        super(classified.outcome().detail());
        this.classified = classified;
    }

    Classified classified() {
        return classified;
    }
}

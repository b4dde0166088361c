package io.notifyflow.account;

/** A destination cannot be used as it is told; the message repeats nothing that may be secret. */
public final class InvalidDestination extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String member;
    private final String fault;

    /**
     * @param member what is wrong
     * @param fault  what it must be, such as "must begin with https://"
     */
    public InvalidDestination(String member, String fault) {
        super(member + " " + fault);
        this.member = member;
        this.fault = fault;
    }

    public String member() {
        return member;
    }

    public String fault() {
        return fault;
    }
}

package io.notifyflow.source;

/** A request at the address of a source that makes no event and has an answer of its own; it ends the type's route. */
public class AnsweredWithoutEvent extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Object answer;

    /**
     * @param answer an {@link io.notifyflow.event.Reply}, or what the route {@code handshake.answer} has to do first
     */
    public AnsweredWithoutEvent(Object answer) {
        super("The request makes no event");
        this.answer = answer;
    }

    public Object answer() {
        return answer;
    }
}

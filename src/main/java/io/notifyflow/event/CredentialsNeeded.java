package io.notifyflow.event;

/** A request without the credentials that it needs; many clients send them only once they are asked. */
public class CredentialsNeeded extends InvalidRequest {

    private static final long serialVersionUID = 1L;

    private final String challenge;

    /**
     * @param challenge the value of {@code WWW-Authenticate}
     */
    public CredentialsNeeded(Problem problem, String challenge) {
        super(problem);
        this.challenge = challenge;
    }

    public String challenge() {
        return challenge;
    }
}

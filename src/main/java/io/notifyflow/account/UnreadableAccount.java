package io.notifyflow.account;

import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import java.util.UUID;

/**
 * An account with a row that makes no sense, such as a plan that is not configured. Its requests are answered with the
 * reason, its events are set aside, and other accounts do not notice.
 */
public class UnreadableAccount extends InvalidRequest {

    private static final long serialVersionUID = 1L;

    UnreadableAccount(UUID account, RuntimeException cause) {
        super(Problem.of(
                "account-unreadable",
                "The account cannot be read",
                503,
                "Account " + account + " cannot be read: " + cause.getMessage()
                        + " Nothing of it is lost; it works again when the operator of the hub has corrected this."));
        initCause(cause);
    }
}

package io.notifyflow.admission;

import io.notifyflow.account.Account;
import io.notifyflow.event.Continuations;
import io.notifyflow.event.Decision;
import io.notifyflow.event.Submission;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.springframework.stereotype.Component;

/** Lets a route wait for a submission's decision without holding its thread: Submission in, Decision out. */
@Component("admit")
class Admit extends AsyncProcessorSupport {

    private final Admission admission;
    private final Continuations continuations;

    Admit(Admission admission, Continuations continuations) {
        this.admission = admission;
        this.continuations = continuations;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            CompletableFuture<Decision> decision = admission.admit(account(exchange), submission(exchange));
            if (!decision.isDone()) {
                var unused = decision.thenAcceptAsync(
                        made -> {
                            exchange.getMessage().setBody(made);
                            callback.done(false);
                        },
                        continuations.here());
                return false;
            }
            exchange.getMessage().setBody(decision.join());
        } catch (Exception e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private static Account account(Exchange exchange) {
        Account account = exchange.getVariable("account", Account.class);
        if (account == null) {
            throw new IllegalStateException("This route has no account: only paths below /api/v1 ask for an API key");
        }
        return account;
    }

    private static Submission submission(Exchange exchange) throws Exception {
        return exchange.getMessage().getMandatoryBody(Submission.class);
    }
}

package io.notifyflow.billing;

import io.notifyflow.account.Account;
import io.notifyflow.event.Ids;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import java.util.List;
import org.springframework.stereotype.Component;

/** The answers below /api/v1/billing/reconciliations; for accounts that are no operator's there is nothing. */
@Component("reconciliationAnswers")
public class ReconciliationAnswers {

    private static final String PATH = "/api/v1/billing/reconciliations/";

    private final StripeSettings settings;
    private final Reconciler reconciler;
    private final Reconciliations reconciliations;

    ReconciliationAnswers(StripeSettings settings, Reconciler reconciler, Reconciliations reconciliations) {
        this.settings = settings;
        this.reconciler = reconciler;
        this.reconciliations = reconciliations;
    }

    public Reply start(Account account) {
        requireOperator(account);
        if (settings.secretKey() == null) {
            throw StripeApi.notConfigured(List.of(StripeSettings.SECRET_KEY));
        }
        return reconciler
                .start()
                .flatMap(reconciliations::find)
                .map(begun -> Reply.of(202, begun).withHeader("Location", PATH + begun.reconciliationId()))
                .orElseGet(() -> Reply.of(Problem.of(
                        "reconciliation-running",
                        "A reconciliation is running",
                        409,
                        "One runs at a time over all hubs; GET /api/v1/billing/reconciliations shows how far it is")));
    }

    public Reply list(Account account) {
        requireOperator(account);
        return Reply.of(200, new Reconciliation.Recent(reconciliations.recent()));
    }

    public Reply show(Account account, String id) {
        requireOperator(account);
        return Reply.of(200, Ids.parse(id).flatMap(reconciliations::find).orElseThrow(ReconciliationAnswers::unknown));
    }

    private static void requireOperator(Account account) {
        if (!account.operator()) {
            throw unknown();
        }
    }

    private static InvalidRequest unknown() {
        return new InvalidRequest(Problem.of(
                "unknown-reconciliation",
                "There is no such reconciliation",
                404,
                "The account can see no reconciliation here"));
    }
}

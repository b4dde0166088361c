package io.notifyflow.billing;

import io.notifyflow.account.Account;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The answers below /api/v1/billing/reconciliations; for accounts that are no operator's there is nothing. */
@Component("reconciliationAnswers")
public class ReconciliationAnswers {

    private static final String PATH = "/api/v1/billing/reconciliations/";
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

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

    public Reply show(Account account, @Nullable String id) {
        requireOperator(account);
        if (id == null || !UUID_TEXT.matcher(id).matches()) {
            throw unknown();
        }
        return Reply.of(200, reconciliations.find(UUID.fromString(id)).orElseThrow(ReconciliationAnswers::unknown));
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

package io.notifyflow.receipt;

import io.notifyflow.account.Account;
import io.notifyflow.event.Ids;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The answers below /api/v1/webhook-receipts; for accounts that are no operator's there is nothing. */
@Component("receiptAnswers")
public class ReceiptAnswers {

    private final Receipts receipts;

    ReceiptAnswers(Receipts receipts) {
        this.receipts = receipts;
    }

    /** What its sender is told. */
    record Received(String state) {}

    public Reply list(Account account, @Nullable String query) {
        requireOperator(account);
        ReceiptQuery asked = ReceiptQuery.of(query);
        List<ReceiptView> page = receipts.list(asked);
        UUID next = page.size() < asked.limit() ? null : page.getLast().receiptId();
        return Reply.of(200, new ReceiptView.Page(page, next));
    }

    /**
     * The receipt with this id, to be applied once more.
     *
     * @throws InvalidRequest if there is none, or it is not parked
     */
    public Receipt toReplay(Account account, String id) {
        requireOperator(account);
        Receipts.Kept kept = Ids.parse(id).flatMap(this::find).orElseThrow(ReceiptAnswers::unknown);
        if (kept.state() != Settled.State.PARKED) {
            throw new InvalidRequest(Problem.of(
                    "receipt-not-parked",
                    "The receipt is not parked",
                    409,
                    "Receipt " + kept.receipt().id() + " is " + kept.state().text()
                            + "; only what is parked can be replayed"));
        }
        return kept.receipt();
    }

    private java.util.Optional<Receipts.Kept> find(UUID id) {
        try {
            return receipts.find(id);
        } catch (IllegalStateException otherKey) {
            throw new InvalidRequest(Problem.of(
                    "receipt-unreadable",
                    "The receipt cannot be read",
                    409,
                    "Receipt " + id + " was encrypted with another NOTIFYFLOW_SECRET_KEY"));
        }
    }

    /** The answer to a sender: its webhook is kept, whatever became of it. */
    public Reply received(Settled settled) {
        return Reply.of(200, new Received(settled.state().text()));
    }

    /** The answer to the operator who had it applied again. */
    public Reply replayed(Settled settled, Receipt receipt) {
        return Reply.of(
                200, new ReceiptView.Replayed(receipt.id(), settled.state().text(), settled.reason()));
    }

    private static void requireOperator(Account account) {
        if (!account.operator()) {
            throw unknown();
        }
    }

    private static InvalidRequest unknown() {
        return new InvalidRequest(
                Problem.of("unknown-receipt", "There is no such receipt", 404, "The account can see no receipt here"));
    }
}

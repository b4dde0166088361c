package io.notifyflow.billing;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of all subscriptions with Stripe's.
 *
 * @param status      {@code running}, {@code finished}, {@code failed}, or {@code interrupted} where its hub ended
 * @param checked     subscriptions so far
 * @param details     what was different, of one that is shown alone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Reconciliation(
        UUID reconciliationId,
        String status,
        boolean nightly,
        int checked,
        int differences,
        int mended,
        @Nullable String error,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable List<Difference> details) {

    /**
     * A subscription that was not the same.
     *
     * @param ours   null for one that was not known here
     * @param reason why it could not be mended
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Difference(
            String subscriptionId,
            @Nullable UUID accountId,
            @Nullable String ours,
            String theirs,
            boolean mended,
            @Nullable String reason) {}

    /** The latest of them. */
    record Recent(List<Reconciliation> reconciliations) {}

    Reconciliation with(List<Difference> found) {
        return new Reconciliation(
                reconciliationId, status, nightly, checked, differences, mended, error, startedAt, finishedAt, found);
    }
}

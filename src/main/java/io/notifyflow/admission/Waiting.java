package io.notifyflow.admission;

import io.notifyflow.event.Decision;
import io.notifyflow.event.Submission;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A submission that waits for its transaction.
 *
 * @param fieldsJson the fields as a JSON object, or null if there are none
 * @param seenFull   whether a statement has found the quota used up before; what the next one sees is then newer than
 *                   the event that took the last place
 */
record Waiting(
        UUID accountId,
        long quota,
        Submission submission,
        @Nullable String fieldsJson,
        CompletableFuture<Decision> decision,
        boolean seenFull) {

    Waiting havingSeenFull() {
        return new Waiting(accountId, quota, submission, fieldsJson, decision, true);
    }
}

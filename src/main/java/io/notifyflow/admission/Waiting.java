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
 */
record Waiting(
        UUID accountId,
        long quota,
        Submission submission,
        @Nullable String fieldsJson,
        CompletableFuture<Decision> decision) {}

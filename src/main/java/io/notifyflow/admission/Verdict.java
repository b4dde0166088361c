package io.notifyflow.admission;

import io.notifyflow.admission.AdmissionStore.Result;
import io.notifyflow.admission.AdmissionStore.Row;
import io.notifyflow.event.Decision;
import io.notifyflow.event.Submission.IdempotencyKey;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** What the database's result says about a submission. */
final class Verdict {

    private Verdict() {}

    /** The decision, or null where the submission has to be tried again. */
    static @Nullable Decision of(Row row, Result result, boolean batchLostARace) {
        if (result.stored()) {
            return new Decision.Accepted(row.eventId(), quota(row, result));
        }
        if (result.replay() != null) {
            return replay(row, result);
        }
        // Without a place the month is not open yet. After a lost race a place may have been held by a replay that
        // only the index saw. And the event that took the last place may be this very one, accepted by another hub
        // under the same key, in a commit that this statement's view is too old for.
        boolean uncertain = row.idempotency() != null && !row.waiting().seenFull();
        return result.place() == null || batchLostARace || uncertain ? null : new Decision.OverQuota(spent(row));
    }

    /** Whether another hub committed the submission's key between this statement's begin and its insert. */
    static boolean lostTheRace(Row row, Result result) {
        return !result.stored() && result.replay() == null && result.place() != null && result.place() <= row.quota();
    }

    private static Decision replay(Row row, Result result) {
        IdempotencyKey idempotency = row.idempotency();
        if (idempotency == null || result.replay() == null || result.digest() == null) {
            throw new IllegalStateException("A replay without a key: event " + result.replay());
        }
        return idempotency.hasDigest(result.digest())
                ? new Decision.Repeated(result.replay())
                : new Decision.KeyReused(idempotency.key(), result.replay());
    }

    private static Decision.Quota quota(Row row, Result result) {
        long place = result.place() == null ? row.quota() : result.place();
        return new Decision.Quota(row.quota(), row.quota() - place, nextMonth(row));
    }

    private static Decision.Quota spent(Row row) {
        return new Decision.Quota(row.quota(), 0, nextMonth(row));
    }

    private static Instant nextMonth(Row row) {
        return row.month().plusMonths(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}

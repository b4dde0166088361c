package io.notifyflow.delivery;

import java.sql.Timestamp;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** An attempt as the parameters of {@code sql/record-attempt.sql}, by name. */
@Component("attemptRecords")
class AttemptRecords {

    private static final int DETAIL_LENGTH = 500;

    Map<String, @Nullable Object> parameters(Attempt attempt) {
        AttemptOutcome outcome = attempt.outcome();
        var parameters = new HashMap<String, @Nullable Object>();
        parameters.put("delivery", attempt.delivery().id());
        parameters.put("account", attempt.delivery().event().accountId());
        parameters.put("status", attempt.status());
        parameters.put("nextAttemptAt", Timestamp.from(attempt.nextAttemptAt()));
        parameters.put("failed", failed(outcome) ? 1 : 0);
        parameters.put("error", attempt.delivered() ? null : detail(outcome));
        parameters.put("externalId", outcome instanceof AttemptOutcome.Delivered done ? done.externalId() : null);
        parameters.put("possibleDuplicate", outcome instanceof AttemptOutcome.Unknown);
        parameters.put("startedAt", Timestamp.from(attempt.startedAt()));
        parameters.put("durationMillis", (int) attempt.duration().toMillis());
        parameters.put("outcome", outcome.label());
        parameters.put("httpStatus", attempt.classified().httpStatus());
        parameters.put("errorCode", attempt.classified().errorCode());
        parameters.put("detail", detail(outcome));
        return parameters;
    }

    private static boolean failed(AttemptOutcome outcome) {
        return outcome instanceof AttemptOutcome.Retry || outcome instanceof AttemptOutcome.Unknown;
    }

    private static String detail(AttemptOutcome outcome) {
        String detail = outcome.detail();
        return detail.length() <= DETAIL_LENGTH ? detail : detail.substring(0, DETAIL_LENGTH);
    }
}

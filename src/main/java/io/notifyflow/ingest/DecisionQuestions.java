package io.notifyflow.ingest;

import io.notifyflow.event.Decision;
import org.springframework.stereotype.Component;

/**
 * The questions that routes ask a decision. A bean, because Camel's {@code ${body.overQuota}} looks the method up anew
 * for each body, which costs more than the rest of the route.
 */
@Component("decision")
public class DecisionQuestions {

    /** Now, or before under the same Idempotency-Key. */
    public boolean accepted(Decision decision) {
        return decision instanceof Decision.Accepted || decision instanceof Decision.Repeated;
    }

    public boolean overQuota(Decision decision) {
        return decision instanceof Decision.OverQuota;
    }

    public boolean unknownCategory(Decision decision) {
        return decision instanceof Decision.UnknownCategory;
    }

    public boolean keyReused(Decision decision) {
        return decision instanceof Decision.KeyReused;
    }
}

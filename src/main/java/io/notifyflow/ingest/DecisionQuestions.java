package io.notifyflow.ingest;

import io.notifyflow.event.Decision;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The questions that routes ask a decision, as {@code ref: decision.accepted}. Camel's {@code ${body.overQuota}} looks
 * the method up anew for each body, and {@code method:} copies the whole exchange.
 */
@Configuration
class DecisionQuestions {

    /** Now, or before under the same Idempotency-Key. */
    @Bean("decision.accepted")
    DecisionQuestion accepted() {
        return new DecisionQuestion(
                decision -> decision instanceof Decision.Accepted || decision instanceof Decision.Repeated);
    }

    @Bean("decision.overQuota")
    DecisionQuestion overQuota() {
        return new DecisionQuestion(Decision.OverQuota.class::isInstance);
    }

    @Bean("decision.unknownCategory")
    DecisionQuestion unknownCategory() {
        return new DecisionQuestion(Decision.UnknownCategory.class::isInstance);
    }

    @Bean("decision.keyReused")
    DecisionQuestion keyReused() {
        return new DecisionQuestion(Decision.KeyReused.class::isInstance);
    }
}

package io.notifyflow.delivery;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The questions that routes ask an attempt, as {@code ref: attempt.anyDead}. */
@Configuration
class AttemptQuestions {

    @Bean("attempt.destinationFailed")
    AttemptQuestion destinationFailed() {
        return new AttemptQuestion(Attempt::destinationFailed);
    }

    @Bean("attempt.anyDead")
    AttemptQuestion anyDead() {
        return new AttemptQuestion(Attempt::anyDead);
    }
}

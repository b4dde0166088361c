package io.notifyflow.delivery.teams;

import io.notifyflow.delivery.AttemptOutcome;
import io.notifyflow.delivery.Classified;
import io.notifyflow.delivery.DeliveryBatch;
import io.notifyflow.delivery.HttpAnswer;
import io.notifyflow.delivery.card.Card;
import io.notifyflow.delivery.outbound.HttpAnswers;
import io.notifyflow.delivery.outbound.OutboundRequest;
import io.notifyflow.delivery.outbound.SecretAddress;
import org.springframework.stereotype.Component;

/** Writes the call of a workflow's webhook, and reads the answer; that the workflow then fails is not told to anyone. */
@Component("teams")
public class TeamsMessages {

    private final SecretAddress address;
    private final HttpAnswers answers;

    TeamsMessages(SecretAddress address, HttpAnswers answers) {
        this.address = address;
        this.answers = answers;
    }

    public OutboundRequest request(DeliveryBatch batch) {
        return OutboundRequest.of(address.of(batch.target()), TeamsCard.message(Card.of(batch.first())));
    }

    public Classified classify(HttpAnswer answer) {
        AttemptOutcome outcome = outcome(answer);
        return answers.classified(answer, outcome, TeamsLimits.PACE);
    }

    private AttemptOutcome outcome(HttpAnswer answer) {
        String what = " (HTTP " + answer.status() + ")";
        return switch (answer.status()) {
            case 401, 403 ->
                new AttemptOutcome.CredentialsRefused(
                        "Teams refuses the webhook's signature; copy its address in the Workflows app again" + what,
                        false);
            case 404, 410 ->
                new AttemptOutcome.DestinationGone(
                        "The workflow was deleted in Teams; create a new one and enter its address" + what);
            default -> answers.outcome(answer, "Teams", "");
        };
    }
}

package io.notifyflow.delivery.slack;

import io.notifyflow.delivery.AttemptOutcome;
import io.notifyflow.delivery.Classified;
import io.notifyflow.delivery.DeliveryBatch;
import io.notifyflow.delivery.HttpAnswer;
import io.notifyflow.delivery.card.Card;
import io.notifyflow.delivery.outbound.HttpAnswers;
import io.notifyflow.delivery.outbound.OutboundRequest;
import io.notifyflow.delivery.outbound.SecretAddress;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Writes the call of a Slack webhook, and reads the answer: a word.
 *
 * @see <a href="https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks">Incoming webhooks</a>
 */
@Component("slack")
public class SlackMessages {

    private static final Pattern WORD = Pattern.compile("[a-z][a-z_]{1,60}");
    private static final Set<String> GONE =
            Set.of("no_service", "no_team", "no_active_hooks", "invalid_token", "token_revoked", "team_disabled");
    /** What a person can do about it, and then redrive. */
    private static final Map<String, String> ADVICE = Map.of(
            "channel_is_archived",
                    "The channel is archived in Slack; restore it, or enter a webhook of another channel",
            "channel_not_found", "The channel does not exist any more in Slack; enter a webhook of another channel",
            "action_prohibited", "An administrator of the Slack workspace does not let the webhook post there",
            "posting_to_general_channel_denied", "An administrator of the Slack workspace lets nobody post in #general",
            "user_not_found", "The webhook's recipient does not exist any more in Slack; enter another webhook");

    private final SecretAddress address;
    private final HttpAnswers answers;

    SlackMessages(SecretAddress address, HttpAnswers answers) {
        this.address = address;
        this.answers = answers;
    }

    public OutboundRequest request(DeliveryBatch batch) {
        return OutboundRequest.of(
                address.of(batch.target()),
                SlackBlocks.message(batch.deliveries().stream().map(Card::of).toList())
                        .toString());
    }

    public Classified classify(HttpAnswer answer) {
        String body = answer.body().strip();
        String word = WORD.matcher(body).matches() ? body : "";
        AttemptOutcome outcome = outcome(answer, word);
        return answers.classified(answer, outcome, SlackLimits.PACE);
    }

    private AttemptOutcome outcome(HttpAnswer answer, String word) {
        String what = " (HTTP " + answer.status() + ": " + word + ")";
        if (answer.successful() && !word.equals("ok")) {
            return word.isEmpty()
                    ? new AttemptOutcome.Unknown("Slack's answer could not be read")
                    : new AttemptOutcome.Rejected("Slack refuses the message" + what, false);
        }
        if (GONE.contains(word)) {
            return new AttemptOutcome.DestinationGone(
                    "The webhook was removed in Slack; create a new one and enter its URL" + what);
        }
        String advice = ADVICE.get(word);
        return advice == null
                ? answers.outcome(answer, "Slack", word)
                : new AttemptOutcome.Rejected(advice + what, true);
    }
}

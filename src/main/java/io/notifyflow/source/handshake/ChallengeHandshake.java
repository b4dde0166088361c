package io.notifyflow.source.handshake;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.event.Reply;
import io.notifyflow.event.TextBody;
import io.notifyflow.source.Handshake;
import io.notifyflow.source.ReceivedRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Answers Slack's {@code url_verification} and Twitch's {@code webhook_callback_verification} with their challenge.
 *
 * @see <a href="https://docs.slack.dev/reference/events/url_verification/">Slack</a>
 * @see <a href="https://dev.twitch.tv/docs/eventsub/handling-webhook-events/#responding-to-a-challenge-request">Twitch</a>
 */
@Component
class ChallengeHandshake implements Handshake {

    private static final String CHALLENGE = "challenge";
    private static final String TWITCH = "Twitch-Eventsub-Message-Type";

    @Override
    public @Nullable Object answer(ReceivedRequest request, JsonNode body) {
        JsonNode challenge = body.path(CHALLENGE);
        if (!challenge.isTextual()) {
            return null;
        }
        if (body.path("type").asText().equals("url_verification")) {
            return Reply.of(200, Map.of(CHALLENGE, challenge.textValue()));
        }
        return "webhook_callback_verification".equals(request.header(TWITCH))
                ? Reply.of(200, new TextBody(challenge.textValue()))
                : null;
    }
}

package io.notifyflow.delivery.discord;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.notifyflow.delivery.AttemptFailed;
import io.notifyflow.delivery.AttemptOutcome;
import io.notifyflow.delivery.Classified;
import io.notifyflow.delivery.Delivery;
import io.notifyflow.delivery.HttpAnswer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The channels of direct messages, by recipient; opening one that exists returns the same, so it is done once. */
@Component("dmChannels")
public class DmChannels {

    private static final Duration KEPT = Duration.ofDays(1);

    private final Cache<String, String> channels =
            Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(KEPT).build();

    private final DiscordAnswers answers;
    private final ObjectMapper json;

    DmChannels(DiscordAnswers answers, ObjectMapper json) {
        this.answers = answers;
        this.json = json;
    }

    public boolean unknown(Delivery delivery) {
        return of(delivery) == null;
    }

    @Nullable
    String of(Delivery delivery) {
        return channels.getIfPresent(recipient(delivery));
    }

    static String recipient(Delivery delivery) {
        String recipient = delivery.target().config().get("recipientId");
        if (recipient == null) {
            throw new AttemptFailed(Classified.of(
                    new AttemptOutcome.Rejected("The destination has no Discord user id; enter the recipient again")));
        }
        return recipient;
    }

    /**
     * Keeps the channel of an answer to Create DM.
     *
     * @throws AttemptFailed with the outcome, where the channel was not opened
     */
    public void opened(Delivery delivery, HttpAnswer answer) {
        Classified classified = answers.classify(answer);
        if (!(classified.outcome() instanceof AttemptOutcome.Delivered)) {
            // Nothing was sent yet, so an answer that cannot be read leaves no doubt about the message.
            throw new AttemptFailed(
                    classified.outcome() instanceof AttemptOutcome.Unknown unknown
                            ? new Classified(
                                    new AttemptOutcome.Retry(unknown.detail()),
                                    classified.httpStatus(),
                                    classified.errorCode())
                            : classified);
        }
        channels.put(recipient(delivery), channelId(answer));
    }

    private String channelId(HttpAnswer answer) {
        try {
            JsonNode id = json.readTree(answer.body()).path("id");
            if (id.isTextual() && id.asText().matches("\\d{1,20}")) {
                return id.asText();
            }
        } catch (JsonProcessingException e) {
            // Told below, like any other answer without an id.
        }
        throw new AttemptFailed(new Classified(
                new AttemptOutcome.Retry("Discord opened a channel without an id"), answer.status(), null));
    }
}

package io.notifyflow.delivery.discord;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.notifyflow.delivery.AttemptFailed;
import io.notifyflow.delivery.AttemptOutcome;
import io.notifyflow.delivery.Classified;
import io.notifyflow.delivery.DeliveryBatch;
import io.notifyflow.delivery.HttpAnswer;
import io.notifyflow.delivery.Target;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The channels of direct messages, by recipient; opening one that exists returns the same, so it is done once. */
@Component("dmChannels")
public class DmChannels {

    private static final Duration KEPT = Duration.ofDays(1);

    private final Cache<String, String> channels =
            Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(KEPT).build();

    private static final String KNOWN =
            "SELECT channel_id FROM discord_dm_channel WHERE sender_id = :sender AND recipient_id = :recipient";

    private static final String KEEP =
            """
            INSERT INTO discord_dm_channel (sender_id, recipient_id, channel_id)
            VALUES (:sender, :recipient, :channel)
            ON CONFLICT (sender_id, recipient_id) DO UPDATE SET channel_id = excluded.channel_id
            """;

    private static final String FORGET =
            "DELETE FROM discord_dm_channel WHERE sender_id = :sender AND recipient_id = :recipient";

    private final JdbcClient jdbc;
    private final DiscordSenders senders;
    private final DiscordAnswers answers;
    private final ObjectMapper json;

    DmChannels(JdbcClient jdbc, DiscordSenders senders, DiscordAnswers answers, ObjectMapper json) {
        this.jdbc = jdbc;
        this.senders = senders;
        this.answers = answers;
        this.json = json;
    }

    public boolean unknown(DeliveryBatch batch) {
        return of(batch.target()) == null;
    }

    @Nullable
    String of(Target target) {
        return channels.get(recipient(target), this::known);
    }

    private @Nullable String known(String recipient) {
        return jdbc.sql(KNOWN)
                .param("sender", senders.bot())
                .param("recipient", recipient)
                .query(String.class)
                .optional()
                .orElse(null);
    }

    static String recipient(Target target) {
        String recipient = target.config().get("recipientId");
        if (recipient == null) {
            throw new AttemptFailed(Classified.of(new AttemptOutcome.Rejected(
                    "The destination has no Discord user id; enter the recipient again", true)));
        }
        return recipient;
    }

    /**
     * Keeps the channel of an answer to Create DM.
     *
     * @throws AttemptFailed with the outcome, where the channel was not opened
     */
    public void opened(DeliveryBatch batch, HttpAnswer answer) {
        senders.opened(answer);
        Classified classified = answers.ofBot(answer);
        if (!(classified.outcome() instanceof AttemptOutcome.Delivered)) {
            // Nothing was sent yet, so an answer that cannot be read leaves no doubt about the message.
            AttemptOutcome outcome = classified.outcome() instanceof AttemptOutcome.Unknown unknown
                    ? new AttemptOutcome.Retry(unknown.detail())
                    : classified.outcome();
            // The bucket is that of opening channels, and not the recipient's.
            throw new AttemptFailed(new Classified(outcome, classified.httpStatus(), classified.errorCode(), null));
        }
        String recipient = recipient(batch.target());
        String channel = channelId(answer);
        jdbc.sql(KEEP)
                .param("sender", senders.bot())
                .param("recipient", recipient)
                .param("channel", channel)
                .update();
        channels.put(recipient, channel);
    }

    /** Forgets a channel that Discord does not know, so that the next message opens one; gives the answer on. */
    public HttpAnswer answered(DeliveryBatch batch, HttpAnswer answer) {
        if (answer.status() == 404) {
            String recipient = recipient(batch.target());
            jdbc.sql(FORGET)
                    .param("sender", senders.bot())
                    .param("recipient", recipient)
                    .update();
            channels.invalidate(recipient);
        }
        return answer;
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
                new AttemptOutcome.Retry("Discord opened a channel without an id"), answer.status(), null, null));
    }
}

package io.notifyflow.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** One message as the page draws it. */
public record SandboxCard(
        String id, String channel, String author, Instant time, String content, List<DiscordEmbed> embeds) {

    /** Discord's own colour for an embed without one. */
    private static final int UNCOLORED = 0x4e5058;

    private static final DateTimeFormatter READABLE = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    static SandboxCard of(SandboxMessage kept) {
        try {
            DiscordMessage message = DiscordApi.JSON.readValue(kept.json(), DiscordMessage.class);
            return new SandboxCard(
                    Long.toString(kept.id()),
                    kept.channel(),
                    message.author().username(),
                    kept.time(),
                    message.content(),
                    message.embeds());
        } catch (JsonProcessingException unexpected) {
            throw new IllegalStateException("message " + kept.id() + " of the sandbox cannot be read", unexpected);
        }
    }

    /** The colour of the embed's bar, as {@code #rrggbb}. */
    public static String color(DiscordEmbed embed) {
        Integer color = embed.color();
        return "#%06x".formatted(color == null ? UNCOLORED : color);
    }

    /** A time for people. */
    public static String readable(Instant time) {
        return READABLE.format(time);
    }

    /** An embed's own time; HTML allows no finer fraction than milliseconds. */
    public static Instant time(String timestamp) {
        return FormFields.TIMESTAMP.parse(timestamp, Instant::from).truncatedTo(ChronoUnit.MILLIS);
    }
}

package io.notifyflow.delivery.discord;

import io.notifyflow.delivery.Delivery;
import io.notifyflow.delivery.card.Excerpt;
import io.notifyflow.delivery.discord.DiscordMessage.Embed;
import io.notifyflow.delivery.discord.DiscordMessage.Field;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Draws many events as one embed: how many of which category, and the latest of them. */
final class DiscordDigest {

    private DiscordDigest() {}

    static Embed embed(List<Delivery> deliveries) {
        Delivery last = deliveries.getLast();
        return new Embed(
                "📬 " + deliveries.size() + " events",
                Excerpt.fit(counts(deliveries), DiscordLimits.DESCRIPTION / 2),
                null,
                color(deliveries),
                last.event().occurredAt().truncatedTo(ChronoUnit.MILLIS).toString(),
                List.of(new Field("Latest", Excerpt.fit(latest(deliveries), DiscordLimits.FIELD_VALUE), false)));
    }

    private static String counts(List<Delivery> deliveries) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        deliveries.forEach(delivery -> counts.merge(category(delivery), 1, Integer::sum));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .map(count -> count.getKey() + " × " + count.getValue())
                .collect(Collectors.joining("\n"));
    }

    private static String category(Delivery delivery) {
        String emoji = delivery.emoji() == null ? "" : delivery.emoji() + " ";
        return emoji + DiscordText.inert(delivery.event().category());
    }

    private static String latest(List<Delivery> deliveries) {
        return deliveries.reversed().stream()
                .limit(DiscordLimits.LATEST)
                .map(delivery ->
                        Excerpt.fit(DiscordText.inert(DiscordEmbeds.heading(delivery)), DiscordLimits.LATEST_HEADING))
                .collect(Collectors.joining("\n"));
    }

    /** That of the category, if there is but one. */
    private static @Nullable Integer color(List<Delivery> deliveries) {
        List<Integer> colors = deliveries.stream()
                .map(Delivery::color)
                .filter(color -> color != null)
                .distinct()
                .toList();
        return colors.size() == 1 ? colors.getFirst() : null;
    }
}

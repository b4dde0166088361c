package io.notifyflow.delivery.discord;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.delivery.Batching;
import io.notifyflow.delivery.Delivery;
import io.notifyflow.delivery.Target;
import io.notifyflow.delivery.card.Excerpt;
import io.notifyflow.delivery.discord.DiscordMessage.Embed;
import io.notifyflow.event.Event;
import io.notifyflow.event.EventContent;
import io.notifyflow.event.EventIds;
import io.notifyflow.event.FieldValue;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiscordEmbedsTest {

    private static final String FAMILY = "👩‍👩‍👧‍👦";

    @Test
    void looksAsUsersKnowIt() {
        Embed embed = embed(null, null, Map.of());

        assertThat(embed.title()).isEqualTo("💰 Sale");
        assertThat(embed.description()).isEqualTo("A new sale event has occurred!");
        assertThat(embed.color()).isEqualTo(0xFFEB3B);
        assertThat(embed.timestamp()).isEqualTo("2026-05-01T12:00:00Z");
    }

    @Test
    void ringsABellForACategoryWithoutEmoji() {
        var delivery = delivery(new EventContent("sale", null, null, Map.of(), null, null, null), null);

        assertThat(DiscordEmbeds.embed(delivery).title()).isEqualTo("🔔 Sale");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 250, 253, 254, 255, 256})
    void cutsATitleOnlyWhereItMust(int length) {
        Embed embed = embed("t".repeat(length), null, Map.of());

        assertThat(embed.title().length()).isLessThanOrEqualTo(DiscordLimits.TITLE);
        assertThat(embed.title().endsWith("…")).isEqualTo("💰 ".length() + length > DiscordLimits.TITLE);
    }

    @Test
    void cutsBetweenCharactersThatPeopleSee() {
        for (int before = 0; before < FAMILY.length() + 2; before++) {
            String text = Excerpt.fit("x".repeat(before) + FAMILY.repeat(200), 100);

            assertThat(text.length()).isLessThanOrEqualTo(100);
            assertThat(text).endsWith("…");
            assertThat(text.substring(before, text.length() - 1).replace(FAMILY, ""))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"24, 24", "25, 25", "26, 25", "50, 25"})
    void tellsHowManyFieldsDidNotFit(int sent, int shown) {
        Embed embed = embed(null, null, fields(sent, "value"));

        assertThat(embed.fields()).hasSize(shown);
        if (sent > DiscordLimits.FIELDS) {
            assertThat(embed.fields().getLast().value())
                    .isEqualTo((sent - DiscordLimits.FIELDS + 1) + " more fields do not fit here");
        }
    }

    @Test
    void staysWithinTheTotalWhateverComes() {
        for (int values : new int[] {0, 1, 10, 200, 500, 1024, 1500}) {
            for (int description : new int[] {0, 1, 999, 1000, 1001, 4095, 4096, 4097, 8192}) {
                Embed embed = embed("t".repeat(256), "d".repeat(description), fields(50, "v".repeat(values)));

                assertThat(embed.length()).isLessThanOrEqualTo(DiscordLimits.TOTAL);
                assertThat(embed.description().length()).isBetween(1, DiscordLimits.DESCRIPTION);
                assertThat(embed.fields())
                        .hasSizeLessThanOrEqualTo(DiscordLimits.FIELDS)
                        .allSatisfy(field -> {
                            assertThat(field.name()).isNotBlank();
                            assertThat(field.value()).isNotBlank();
                            assertThat(field.value().length()).isLessThanOrEqualTo(DiscordLimits.FIELD_VALUE);
                        });
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain text_with *stars*       | plain text_with *stars*",
                "[bank](https://evil.example)  | \\[bank](https://evil.example)",
                "[1] and (2)                   | [1] and (2)",
                "<@1> <@&2> <#3>               | \\<@1> \\<@&2> \\<#3>",
                "<:smile:1> <a:dance:2> <t:3>  | \\<:smile:1> \\<a:dance:2> \\<t:3>",
                "a < b                         | a < b",
                "@everyone @here               | @everyone @here",
            })
    void leavesTextAndDisarmsTheRest(String text, String expected) {
        assertThat(DiscordText.inert(text)).isEqualTo(expected);
    }

    @Test
    void givesEveryAttemptTheSameNonce() {
        UUID delivery = UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff");

        assertThat(DiscordRequests.nonce(delivery))
                .hasSizeLessThanOrEqualTo(25)
                .isEqualTo(DiscordRequests.nonce(delivery));
    }

    @Test
    void writesAddressesInAscii() {
        var content = new EventContent("sale", null, null, Map.of(), null, "https://shop.example/ä?q=ö", null);
        var longer =
                new EventContent("sale", null, null, Map.of(), null, "https://shop.example/" + "ä".repeat(1000), null);

        assertThat(DiscordEmbeds.embed(delivery(content, null)).url())
                .isEqualTo("https://shop.example/%C3%A4?q=%C3%B6");
        assertThat(DiscordEmbeds.embed(delivery(longer, null)).url()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://nas:5000/",
                "http://prom-5d4b8:9090/graph?g0.expr=up",
                "http://localhost/",
                "http://[2001:db8::1]/x",
                "https://nas./",
                "https://a..example/"
            })
    void showsAnAddressThatDiscordTakesForNoLinkAsText(String url) {
        var content = new EventContent("sale", null, "Disk full", Map.of(), null, url, null);

        Embed embed = DiscordEmbeds.embed(delivery(content, null));

        assertThat(embed.url()).isNull();
        assertThat(embed.description()).isEqualTo("Disk full\n" + url);
    }

    @ParameterizedTest
    @CsvSource({
        "https://shop.example, https://shop.example",
        "HTTP://Shop.Example:8080/a?b#c, HTTP://Shop.Example:8080/a?b#c",
        "http://10.0.0.7:9090/x, http://10.0.0.7:9090/x",
        "https://user:pass@shop.example/, https://user:pass@shop.example/",
        "https://bücher.example/ü, https://xn--bcher-kva.example/%C3%BC",
        "https://shop.example./x, https://shop.example./x",
    })
    void linksToPublicNames(String url, String link) {
        assertThat(DiscordLink.of(url)).isEqualTo(link);
    }

    @Test
    void keepsAnAddressAsTextWithinTheLimits() {
        var content = new EventContent(
                "sale", null, "d".repeat(5000), fields(25, "v".repeat(90)), null, "http://nas/x", null);

        Embed embed = DiscordEmbeds.embed(delivery(content, null));

        assertThat(embed.description()).endsWith("…\nhttp://nas/x");
        assertThat(embed.length()).isLessThanOrEqualTo(DiscordLimits.TOTAL);
    }

    private static Map<String, FieldValue> fields(int count, String value) {
        var fields = new LinkedHashMap<String, FieldValue>();
        for (int i = 0; i < count; i++) {
            fields.put("field " + i, new FieldValue.Text(value));
        }
        return fields;
    }

    private static Embed embed(@Nullable String title, @Nullable String description, Map<String, FieldValue> fields) {
        Instant at = Instant.parse("2026-05-01T12:00:00Z");
        return DiscordEmbeds.embed(
                delivery(new EventContent("sale", title, description, fields, at, null, null), "💰"));
    }

    private static Delivery delivery(EventContent content, @Nullable String emoji) {
        var event = new Event(EventIds.next(), EventIds.next(), content);
        var target = new Target(
                EventIds.next(), EventIds.next(), "main", "discord-webhook", Map.of(), null, Batching.AUTO, null);
        return new Delivery(
                EventIds.next(), event, target, 0xFFEB3B, emoji, 0, 0, Instant.EPOCH, null, "default", true);
    }
}

package io.notifyflow.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Adds fields as a route file does, which is in Camel's simple language. */
class CategoryBatchTest {

    private static final CamelContext CAMEL = new DefaultCamelContext();

    @BeforeAll
    static void start() {
        CAMEL.start();
    }

    @AfterAll
    static void stop() {
        CAMEL.stop();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "withField('environment', 'production') | Text[production]",
                "withField('sites', 'Berlin, Rome (both)') | Text[Berlin, Rome (both)]",
                "withField('floor', 7) | Numeric[7]",
                "withField('floor', '-7') | Numeric[-7]",
                "withField('ratio', 0.50) | Numeric[0.50]",
                "withField('drill', true) | Flag[true]",
                "withField('drill', 'false') | Flag[false]",
                "withField('events', ${body.events.size}) | Numeric[1]",
                "withField('build', '0042') | Text[0042]",
                "withField('phone', '1e5') | Text[1e5]",
                "withText('build', '42') | Text[42]",
            })
    void addsTextsNumbersAndBooleans(String rule, String value) {
        RoutedEvent event = rule(batch(Map.of()), rule).events().getFirst();

        assertThat(event.enriched()).isTrue();
        assertThat(event.event().added()).hasSize(1);
        FieldValue added = event.event().added().getFirst().value();
        assertThat(added.getClass().getSimpleName() + "[" + added + "]").isEqualTo(value);
    }

    @Test
    void keepsWhatTheClientSentAndPutsWhatWasAddedBehindIt() {
        CategoryBatch sent = batch(Map.of("amount", new FieldValue.Text("50")));

        Event event = rule(rule(sent, "withField('environment', 'production')"), "withField('floor', 7)")
                .events()
                .getFirst()
                .event();

        assertThat(event.content()).isEqualTo(sent.events().getFirst().event().content());
        assertThat(event.enriched().fields()).containsOnlyKeys("amount", "environment", "floor");
        assertThat(event.enriched().fields().keySet()).containsExactly("amount", "environment", "floor");
        assertThat(event.added()).extracting(AddedField::rule).containsOnly("operator: category sale");
    }

    @Test
    void changesNothingWhenTheSameRuleIsAppliedAgain() {
        RoutedEvent once = rule(batch(Map.of()), "withField('environment', 'production')")
                .events()
                .getFirst();
        var stored = new CategoryBatch(
                "sale", List.of(new RoutedEvent(once.event(), once.assignments(), once.destinations())));

        RoutedEvent again =
                rule(stored, "withField('environment', 'production')").events().getFirst();

        assertThat(again.event()).isEqualTo(once.event());
        assertThat(again.enriched()).as("to be stored again").isFalse();
    }

    @Test
    void neitherReplacesAFieldNorAddsMoreThanAnEventMayHave() {
        Map<String, FieldValue> full = new LinkedHashMap<>();
        for (int i = 0; i < FieldRules.MOST; i++) {
            full.put("f" + i, new FieldValue.Flag(true));
        }
        Map<String, FieldValue> own = Map.of("environment", new FieldValue.Text("test"));

        for (Map<String, FieldValue> fields : List.of(full, own)) {
            RoutedEvent event = rule(batch(fields), "withField('environment', 'production')")
                    .events()
                    .getFirst();

            assertThat(event.enriched()).isFalse();
            assertThat(event.event().enriched().fields()).isEqualTo(fields);
        }
    }

    @Test
    void refusesWhatNoEventMayHave() {
        CategoryBatch batch = batch(Map.of());

        assertThatThrownBy(() -> batch.withField(" ", "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the category \"sale\"")
                .hasMessageContaining("a name that is blank");
        assertThatThrownBy(() -> batch.withField("environment", "x".repeat(2001)))
                .hasMessageContaining("\"environment\"")
                .hasMessageContaining("at most 2000 characters");
        assertThatThrownBy(() -> batch.withField("environment", "a\u0000b")).hasMessageContaining("control character");
        assertThatThrownBy(() -> batch.withField("environment", List.of())).hasMessageContaining("a text, a number");
        assertThatThrownBy(() -> batch.withField("ratio", Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    private static CategoryBatch rule(CategoryBatch batch, String rule) {
        var exchange = new DefaultExchange(CAMEL);
        exchange.getMessage().setBody(batch);
        return CAMEL.resolveLanguage("simple")
                .createExpression("${body." + rule + "}")
                .evaluate(exchange, CategoryBatch.class);
    }

    private static CategoryBatch batch(Map<String, FieldValue> fields) {
        var content = new EventContent("sale", null, null, fields, null, null, null);
        var event = new Event(EventIds.next(), EventIds.next(), content);
        return new CategoryBatch("sale", List.of(new RoutedEvent(event, List.of(), Map.of())));
    }
}

package io.notifyflow.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.notifyflow.event.EventContent;
import io.notifyflow.event.FieldValue;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleLanguageTest {

    private static final EventContent SALE = new EventContent(
            "sale",
            "Big order",
            "Order of Ada",
            Map.of(
                    "amount",
                    new FieldValue.Numeric(new BigDecimal("1500")),
                    "plan",
                    new FieldValue.Text("PRO"),
                    "new",
                    new FieldValue.Flag(true)),
            null,
            null,
            null);

    private final RuleLanguage language = new RuleLanguage();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "category == 'sale'                                  | true",
                "category == 'bug'                                   | false",
                "fields.amount > 1000                                | true",
                "fields.amount > 1000.5                              | true",
                "fields.amount > 1500                                | false",
                "fields.plan == 'PRO' && fields.new                  | true",
                "title.contains('order')                             | true",
                "description.matches('(?i)ada')                      | true",
                "has(fields.amount) && !has(fields.missing)          | true",
                "fields.missing > 1                                  | false",
                "fields.plan > 5                                     | false",
                "fields.exists(name, name.startsWith('am'))          | true",
            })
    void matchesByContent(String expression, boolean matches) {
        assertThat(language.matches(expression, RuleInput.of(SALE))).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fields.amount >",
                "nothing == 1",
                "'a text'",
                "system('id')",
                "java.lang.Runtime",
                "${bean:accounts}",
            })
    void refusesWhatIsNoRule(String expression) {
        assertThatThrownBy(() -> language.check(expression)).isInstanceOf(InvalidRule.class);
    }

    @Test
    void refusesAnExpressionThatIsTooLong() {
        assertThatThrownBy(() -> language.check("category == '" + "a".repeat(RuleLanguage.LONGEST) + "'"))
                .isInstanceOf(InvalidRule.class);
    }

    @Test
    void isNotSlowedByAPatternThatBacktracks() {
        // RE2 has no backtracking: in java.util.regex this would run for longer than anybody waits.
        var content = new EventContent("sale", "a".repeat(200) + "!", null, Map.of(), null, null, null);

        assertThat(language.matches("title.matches('^(a+)+$')", RuleInput.of(content)))
                .isFalse();
    }
}

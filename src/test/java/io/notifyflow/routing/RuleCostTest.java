package io.notifyflow.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.notifyflow.event.EventContent;
import io.notifyflow.event.FieldValue;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a rule may cost in memory and in time is known before it runs. */
class RuleCostTest {

    private final RuleLanguage language = new RuleLanguage();

    /** Each level doubles what the one before it made. */
    private static String doubling(String first, String sum, int levels) {
        String open = IntStream.range(0, levels)
                .mapToObj(level ->
                        "[%s].exists(v%d, ".formatted(sum.replace("v", level == 0 ? first : "v" + (level - 1)), level))
                .collect(Collectors.joining());
        return open + "size(v%d) > 0".formatted(levels - 1) + ")".repeat(levels);
    }

    static Stream<String> whatGrows() {
        return Stream.of(
                doubling("description", "v+v", 20),
                doubling("[1]", "v+v", 20),
                doubling("bytes(title)", "v+v", 20),
                doubling("{'a': 1}", "[v, v]", 20),
                doubling("[1]", "{'a': v, 'b': v}", 16),
                "(" + "description+".repeat(28) + "title).contains('x') || " + "(" + "description+".repeat(28)
                        + "title).contains('y')",
                "[description].exists(fields, [fields+fields].exists(fields, [fields+fields].exists(fields, [fields+fields].exists(fields, [fields+fields].exists(fields, [fields+fields].exists(fields, fields + fields == title))))))",
                "fields.exists(a, fields.exists(b, (" + "description+".repeat(20) + "title).contains(a)))",
                "fields.exists(a, fields.exists(b, description.contains(fields[a])))",
                "description.contains(" + "description+".repeat(30) + "'x')");
    }

    @ParameterizedTest
    @MethodSource("whatGrows")
    void refusesWhatWouldGrow(String expression) {
        assertThat(expression.length()).isLessThanOrEqualTo(RuleLanguage.LONGEST);
        assertThatThrownBy(() -> language.check(expression))
                .isInstanceOf(InvalidRule.class)
                .hasMessageMatching("(?s)the rule may (make|cost).*at most.*Use .*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(title + ' ' + description).contains('refund')",
                "fields.exists(name, name.startsWith('am'))",
                "fields.exists(a, fields[a] == 'PRO')",
                "fields.all(a, fields.exists(b, a == b))",
                "category in ['sale', 'refund', 'signup']",
                "fields.plan in ['PRO', 'TEAM'] && fields.amount > 1000.0",
                "fields.exists(a, description.contains(a))",
                "description.contains(title) || title.matches('(?i)urgent')",
                "timestamp('2026-01-01T00:00:00Z') < timestamp(fields.at)",
            })
    void takesWhatPeopleWrite(String expression) {
        assertThatCode(() -> language.check(expression)).doesNotThrowAnyException();
    }

    @Test
    void refusesAPatternThatMultipliesWhereverItStands() {
        for (String expression : new String[] {
            "title.matches('((x{1000}){1000}){1000}')",
            "matches(title, '((x{1000}){1000}){1000}')",
            "fields.exists(f, fields[f].matches('((x{1000}){1000}){1000}'))",
            "has(fields.a) ? title.matches('((x{1000}){1000}){1000}') : true",
        }) {
            assertThatThrownBy(() -> language.check(expression))
                    .isInstanceOf(InvalidRule.class)
                    .hasMessageContaining("the pattern is too large");
        }
    }

    @Test
    void aPatternThatIsComputedIsMeasuredToo() {
        Map<String, FieldValue> fields = new LinkedHashMap<>();
        IntStream.range(0, 40)
                .forEach(i -> fields.put("p" + i, new FieldValue.Text("((x{1000}){1000}){100" + i % 10 + "}")));
        fields.put("good", new FieldValue.Text("^b.g"));
        var event = new EventContent("sale", "big", "x".repeat(8000), fields, null, null, null);
        long started = System.nanoTime();

        assertThat(language.matches("title.matches(fields.p1)", RuleInput.of(event)))
                .isFalse();
        assertThat(language.matches("fields.exists(f, title.matches(fields[f]))", RuleInput.of(event)))
                .isTrue();
        assertThat(language.matches("title.matches(fields.good)", RuleInput.of(event)))
                .isTrue();

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void allRulesOfAnAccountShareWhatAnEventMayCost() {
        List<String> rules = IntStream.range(0, 100)
                .mapToObj(rule -> "title == 'none' || description.matches('(a|aa|aaa)*b{1,30}" + rule + "')")
                .toList();
        rules.forEach(language::check);
        var event = new EventContent("sale", "a", "a".repeat(8192), Map.of(), null, null, null);
        RuleInput input = RuleInput.of(event);
        long started = System.nanoTime();

        assertThat(rules).noneMatch(rule -> language.matches(rule, input));

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(1));
        assertThat(language.matches("title == 'a'", input)).isTrue();
    }

    @Test
    void whatIsStoredAndNotValidHasAProblem() {
        assertThat(language.problem("title.matches('((x{1000}){1000}){1000}')")).contains("too large");
        assertThat(language.problem("title ==")).isNotBlank();
        assertThat(language.problem("title.matches('(')")).contains("not a regular expression");
        assertThat(language.problem("title == 'a'")).isNull();
    }
}

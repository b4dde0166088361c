package io.notifyflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.event.EventContent;
import io.notifyflow.event.FieldValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Tenants write these: whatever it is, it is taken or refused with a reason, and ends soon. */
class RuleLanguageFuzzTest {

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final EventContent LARGE = large();

    private final RuleLanguage language = new RuleLanguage();

    /** As many fields as an event may have, with long texts. */
    private static EventContent large() {
        Map<String, FieldValue> fields = new LinkedHashMap<>();
        IntStream.range(0, 25).forEach(i -> fields.put("f" + i, new FieldValue.Text("a".repeat(1000))));
        fields.put("amount", new FieldValue.Numeric(new BigDecimal("1e300")));
        fields.put("flag", new FieldValue.Flag(true));
        return new EventContent("sale", "a".repeat(256), "a".repeat(8192), fields, null, null, null);
    }

    @Provide
    Arbitrary<String> expressions() {
        Arbitrary<String> token = Arbitraries.of(
                "fields",
                ".amount",
                ".f1",
                "title",
                "category",
                "description",
                "==",
                "!=",
                "<",
                ">=",
                "+",
                "-",
                "*",
                "/",
                "%",
                "&&",
                "||",
                "!",
                "?",
                ":",
                "(",
                ")",
                "[",
                "]",
                "{",
                "}",
                ",",
                ".",
                "1",
                "0",
                "1.5",
                "9223372036854775807",
                "-9223372036854775808",
                "1e309",
                "'a'",
                "\"b\"",
                "b'x'",
                "r'\\'",
                "true",
                "null",
                "in",
                "has(",
                ".exists(x, ",
                ".all(x, ",
                "size(",
                ".matches(",
                ".contains(",
                ".startsWith(",
                "int(",
                "double(",
                "string(",
                "timestamp(",
                "duration(",
                "type(",
                "dyn(",
                "'(a+)+$'",
                "x",
                "\\u0000",
                "//",
                "'''");
        Arbitrary<String> grammar = token.list().ofMaxSize(40).map(parts -> String.join(" ", parts));
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(6, grammar),
                net.jqwik.api.Tuple.of(3, valid(4)),
                net.jqwik.api.Tuple.of(1, Arbitraries.strings().all().ofMaxLength(200)));
    }

    /** Expressions that compile more often than not. */
    private static Arbitrary<String> valid(int depth) {
        Arbitrary<String> leaf = Arbitraries.of(
                "fields.amount > 1",
                "fields.f1 == 'a'",
                "title.matches('(a*)*b')",
                "description.matches('a{1,1000}$')",
                "fields.exists(x, x == 'f24')",
                "fields.all(x, fields.exists(y, fields.exists(z, z == x && y != x)))",
                "1 / 0 == 1",
                "9223372036854775807 + 1 > 0",
                "int(fields.amount) > 0",
                "timestamp(title) > timestamp('x')",
                "fields[title] == 1",
                "has(fields.nothing)",
                "size(description) > 3",
                "duration(title) > duration('1s')");
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<String> inner = valid(depth - 1);
        return Arbitraries.oneOf(
                leaf,
                net.jqwik.api.Combinators.combine(inner, Arbitraries.of("&&", "||", "=="), inner)
                        .as((left, operator, right) -> "(" + left + " " + operator + " " + right + ")"),
                inner.map(text -> "!(" + text + ")"),
                inner.map(text -> "fields.exists(q, " + text + ")"));
    }

    @Property
    void isTakenOrRefusedWithAReasonAndEndsSoon(@ForAll("expressions") String expression) {
        long started = System.nanoTime();
        try {
            language.check(expression);
            var unused = language.matches(expression, RuleInput.of(LARGE));
        } catch (InvalidRule refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(SOON);
    }

    @Example
    void loopsInLoopsEndSoon() {
        String loops = Stream.of("a", "b", "c", "d", "e", "f", "g", "h")
                .map(name -> "fields.exists(" + name + ", ")
                .collect(Collectors.joining());
        String expression = loops + "description.matches('(a|aa)*b')" + ")".repeat(8);
        long started = System.nanoTime();

        assertThat(language.matches(expression, RuleInput.of(LARGE))).isFalse();

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(SOON);
    }

    @Example
    void manyLongMatchesEndSoonAndMatchNothing() {
        String expression = "fields.exists(p, fields.exists(q, description.matches('a{1,1000}$b') && p != q))"
                + " || title.matches('a')";
        long started = System.nanoTime();

        assertThat(language.matches(expression, RuleInput.of(LARGE))).isFalse();

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(SOON);
    }

    @Example
    void whatIsDeepOrLongIsTakenOrRefusedToo() {
        for (String deep : new String[] {
            "(".repeat(400) + "true" + ")".repeat(400),
            "!".repeat(900) + "true",
            "[".repeat(450) + "]".repeat(450),
            "-".repeat(900) + "1 > 0",
            "true" + " && true".repeat(100_000)
        }) {
            isTakenOrRefusedWithAReasonAndEndsSoon(deep);
        }
    }
}

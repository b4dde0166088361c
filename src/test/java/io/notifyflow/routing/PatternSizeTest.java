package io.notifyflow.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repeats in a pattern multiply: it is measured before it is compiled. */
class PatternSizeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((x{1000}){1000}){1000}",
                "(((x{100}){100}){100}){100}",
                "(x{1000}y{1000}){1000}",
                "(?:x{1000}|y{1000}){0,1000}",
                "(?:[a-z]{1000}){1000}",
                "([^]]{1000}){1000}",
                "([]a]{1000}){1000}",
                "([[:alpha:]{]{1000}){1000}",
                "([\\d{]{1000}){1000}",
                "(\\x{10FFFF}{1000}){1000}",
                "(\\pL{1000}){1000}",
                "(\\p{Greek}{1000}){1000}",
                "(\\Qx\\E{1000}){1000}",
                "(x{1000})(?i){1000}",
                "(x{1000})(?i-s){1000}",
                "(?P<name>x{1000}){1000}",
                "(?i:x{1000}){1000}",
                "(x{1000}){1000,}",
                "(x{0,1000}){0,1000}",
                "(.{1000}){1000}",
                "(\\b{1000}x{1000}){1000}",
                "((x?){1000}){1000}",
                "((x*){1000}){1000}",
                "x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}",
            })
    void refusesWhatWouldBecomeTooLarge(String pattern) {
        assertThat(PatternSize.of(pattern).fits()).isFalse();
        assertThatThrownBy(() -> BoundedMatching.compile(pattern))
                .isInstanceOf(InvalidRule.class)
                .hasMessageContaining("instructions");
    }

    @Test
    void refusesGroupsThatAreTooDeep() {
        String pattern = "(".repeat(400) + "x" + ")".repeat(400);

        assertThatThrownBy(() -> BoundedMatching.compile(pattern))
                .isInstanceOf(InvalidRule.class)
                .hasMessageContaining("400 deep");
    }

    @Test
    void refusesManyRangesWhoseCaseIsIgnored() {
        String pattern = "(?i)" + "[\\x{100}-\\x{1FFFF}]".repeat(45);

        assertThatThrownBy(() -> BoundedMatching.compile(pattern))
                .isInstanceOf(InvalidRule.class)
                .hasMessageContaining("compile");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?i)order|sale",
                "^[A-Z]{2}[0-9]{4,10}$",
                "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                "x{1000}",
                "(?:[0-9]{1,3}\\.){3}[0-9]{1,3}",
                "(?i)[а-я]{1,100}",
                "\\p{L}{1,100}",
                "https?://[^/]{1,200}/.*",
            })
    void takesWhatPeopleWrite(String pattern) {
        assertThat(BoundedMatching.compile(pattern)).isNotNull();
    }

    @Provide
    Arbitrary<String> patterns() {
        return pattern(4);
    }

    private static Arbitrary<String> pattern(int depth) {
        Arbitrary<String> leaf = Arbitraries.of(
                "x",
                "ab",
                ".",
                "[a-z]",
                "[^]]",
                "[]a]",
                "[[:alpha:]]",
                "[\\d{]",
                "\\d",
                "\\pL",
                "\\p{Lu}",
                "\\x{61}",
                "\\Qa{2}\\E",
                "^",
                "$",
                "\\b",
                "",
                "{",
                "}",
                "{2",
                "(?i)",
                "(?s-i)",
                "\\{",
                "\\(",
                "é",
                "[(]");
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<String> inner = pattern(depth - 1);
        Arbitrary<String> repeat = Arbitraries.of(
                "*", "+", "?", "{3}", "{2,}", "{0,4}", "{1,3}", "{5}?", "{0}", "{,3}", "*?", "{0,0}", "{1}", "{0,1}");
        return Arbitraries.oneOf(
                leaf,
                Combinators.combine(inner, repeat).as((part, count) -> "(" + part + ")" + count),
                Combinators.combine(inner, repeat).as((part, count) -> "(?:" + part + ")" + count),
                Combinators.combine(inner, repeat).as((part, count) -> part + count),
                Combinators.combine(inner, inner).as((left, right) -> left + "|" + right),
                Combinators.combine(inner, inner).as((left, right) -> left + right));
    }

    @Property
    void noProgramIsLargerThanComputed(@ForAll("patterns") String pattern) {
        int size = PatternSize.of(pattern).instructions();
        int actual;
        try {
            actual = Pattern.compile(pattern).programSize();
        } catch (PatternSyntaxException none) {
            return;
        }
        assertThat(size).as(pattern).isGreaterThanOrEqualTo(actual);
    }
}

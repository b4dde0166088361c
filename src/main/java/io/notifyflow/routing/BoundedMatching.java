package io.notifyflow.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The function {@code matches} of rules, with bounds on what it may cost. A match takes a time linear in text and
 * pattern; but repeats in a pattern multiply, and a loop over fields can ask for a thousand matches.
 *
 * <p>A pattern that the rule spells out was compiled with the rule. One that is computed, such as
 * {@code title.matches(fields.pattern)}, is measured and compiled at its first use, and kept for a while.
 */
final class BoundedMatching {

    /** Instructions of all computed patterns that are kept together. */
    private static final int KEPT_INSTRUCTIONS = 50_000;

    private static final ThreadLocal<BoundedMatching> CURRENT = ThreadLocal.withInitial(BoundedMatching::new);

    private static final Cache<String, Pattern> COMPUTED = Caffeine.newBuilder()
            .maximumWeight(KEPT_INSTRUCTIONS)
            .weigher((String expression, Pattern pattern) -> expression.length() + pattern.programSize())
            .build();

    private Map<String, Pattern> literals = Map.of();
    private @Nullable RuleInput input;

    private BoundedMatching() {}

    static List<CelFunctionBinding> bindings() {
        return List.of(
                CelFunctionBinding.from("matches", String.class, String.class, BoundedMatching::matches),
                CelFunctionBinding.from("matches_string", String.class, String.class, BoundedMatching::matches));
    }

    /**
     * Before each evaluation.
     *
     * @param literals the patterns that the rule spells out
     * @param input    whose steps are used
     */
    static void begin(Map<String, Pattern> literals, RuleInput input) {
        BoundedMatching current = CURRENT.get();
        current.literals = literals;
        current.input = input;
    }

    /** After each evaluation. */
    static void end() {
        BoundedMatching current = CURRENT.get();
        current.literals = Map.of();
        current.input = null;
    }

    /**
     * Compiles a pattern.
     *
     * @throws InvalidRule if it is none, or too large
     */
    static Pattern compile(String expression) {
        PatternSize size = PatternSize.of(expression);
        if (!size.fits()) {
            throw new InvalidRule(tooLarge(size), null);
        }
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new InvalidRule("the pattern is not a regular expression: " + e.getDescription(), e);
        }
    }

    private static String tooLarge(PatternSize size) {
        if (size.depth() > PatternSize.MAX_DEPTH) {
            return "the pattern has groups in groups %d deep; at most %d are allowed. Use fewer parentheses."
                    .formatted(size.depth(), PatternSize.MAX_DEPTH);
        }
        if (size.instructions() > PatternSize.MAX_INSTRUCTIONS) {
            String instructions = size.instructions() == Integer.MAX_VALUE
                    ? "more than " + Integer.MAX_VALUE
                    : String.valueOf(size.instructions());
            return "the pattern is too large: with its repeats written out it has %s instructions; at most %d are allowed. Use smaller repeats, or repeats that are not inside others."
                    .formatted(instructions, PatternSize.MAX_INSTRUCTIONS);
        }
        return "the pattern costs too much to compile. Use fewer \\p{...} classes, and fewer ranges in classes whose case is ignored.";
    }

    private static boolean matches(String text, String expression) throws CelEvaluationException {
        BoundedMatching current = CURRENT.get();
        RuleInput input = Objects.requireNonNull(current.input, "matches() is called within an evaluation");
        if (input.exhausted()) {
            return false;
        }
        Pattern pattern = current.literals.get(expression);
        if (pattern == null) {
            pattern = COMPUTED.getIfPresent(expression);
        }
        if (pattern == null) {
            pattern = compute(expression, input);
        }
        return pattern != null
                && input.use((long) pattern.programSize() * (text.length() + 1))
                && pattern.matcher(text).find();
    }

    private static @Nullable Pattern compute(String expression, RuleInput input) throws CelEvaluationException {
        PatternSize size = PatternSize.of(expression);
        if (size.fits() && !input.use(size.compiling())) {
            return null;
        }
        try {
            Pattern pattern = compile(expression);
            COMPUTED.put(expression, pattern);
            return pattern;
        } catch (InvalidRule e) {
            throw new CelEvaluationException(String.valueOf(e.getMessage()), e);
        }
    }
}

package io.notifyflow.routing;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import java.util.List;

/**
 * The function {@code matches} of rules, with a bound on what it may cost in one evaluation. A match takes a time linear
 * in text and pattern; but a loop over fields can ask for a thousand of them, over texts of thousands of characters.
 */
final class BoundedMatching {

    /** Characters times instructions of the pattern: some 100 ms. */
    private static final long MOST_STEPS = 8_000_000;

    /** To compile an instruction costs about as much as to run it so many times. */
    private static final int COMPILING = 20;

    private static final ThreadLocal<BoundedMatching> CURRENT = ThreadLocal.withInitial(BoundedMatching::new);

    private long steps;

    private BoundedMatching() {}

    static List<CelFunctionBinding> bindings() {
        return List.of(
                CelFunctionBinding.from("matches", String.class, String.class, BoundedMatching::matches),
                CelFunctionBinding.from("matches_string", String.class, String.class, BoundedMatching::matches));
    }

    /** Before each evaluation. */
    static void begin() {
        CURRENT.get().steps = 0;
    }

    /** Whether the evaluation cost too much, and its result means nothing. */
    static boolean exceeded() {
        return CURRENT.get().steps > MOST_STEPS;
    }

    private static boolean matches(String text, String expression) throws CelEvaluationException {
        BoundedMatching current = CURRENT.get();
        if (current.steps > MOST_STEPS) {
            return false;
        }
        Pattern pattern;
        try {
            pattern = Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new CelEvaluationException("Not a regular expression: " + e.getDescription(), e);
        }
        current.steps += (long) pattern.programSize() * (text.length() + COMPILING);
        return current.steps <= MOST_STEPS && pattern.matcher(text).find();
    }
}

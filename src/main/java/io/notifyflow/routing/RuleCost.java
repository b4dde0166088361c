package io.notifyflow.routing;

import com.google.re2j.Pattern;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import io.notifyflow.event.FieldRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what a rule can cost with the largest event, in time and in memory, from its syntax tree alone. Sums and loops
 * would let it grow without end: {@code [t + t].exists(u, [u + u].exists(v, …))} doubles a text every few characters.
 * Loops make no lists ({@code map} and {@code filter} are left out of the language), so values grow only by {@code +} and by
 * being written out. What {@code matches} costs is counted while it runs.
 */
final class RuleCost {

    /** Units of some nanoseconds each. */
    static final long MAX_COST = 4_000_000;
    /** Characters, or elements, of one value that a rule makes. */
    static final long MAX_SIZE = 250_000;
    /** Passes of all loops of a rule together; the runtime ends what has more. */
    static final int MAX_ITERATIONS = 1000;

    private static final long SATURATED = 1L << 40;
    private static final String ALL_FIELDS = "fields";
    private static final int NODE = 20;
    private static final int CATEGORY = 100;
    private static final int TITLE = 512;
    private static final int DESCRIPTION = 8192;
    /** Of a text that is looked for, so many characters are compared at once, at each place of the other. */
    private static final int COMPARED_AT_ONCE = 16;

    private static final long FIELDS = (long) FieldRules.MOST * (FieldRules.NAME_LENGTH + FieldRules.TEXT_LENGTH);

    private final Map<String, Long> variables = new HashMap<>();
    private final Map<String, Pattern> patterns = new HashMap<>();
    private long cost;
    private long passes = 1;
    private long largest;
    /** Loops around this place whose variable hides the fields. */
    private int shadows;

    private RuleCost() {
        variables.put("category", (long) CATEGORY);
        variables.put("title", (long) TITLE);
        variables.put("description", (long) DESCRIPTION);
        variables.put(ALL_FIELDS, FIELDS);
    }

    /**
     * Checks a rule, and compiles the patterns that it spells out.
     *
     * @return the patterns by their texts
     * @throws InvalidRule if the rule, or one of its patterns, may cost too much
     */
    static Map<String, Pattern> check(CelExpr rule) {
        var checked = new RuleCost();
        checked.size(rule);
        if (checked.largest > MAX_SIZE) {
            throw new InvalidRule(
                    "the rule may make a text or a list of %s characters or elements; at most %d are allowed. Use + less often."
                            .formatted(text(checked.largest), MAX_SIZE),
                    null);
        }
        if (checked.cost > MAX_COST) {
            throw new InvalidRule(
                    "the rule may cost %s steps for a large event; at most %d are allowed. Use fewer or shorter loops (exists, all) and compare shorter texts."
                            .formatted(text(checked.cost), MAX_COST),
                    null);
        }
        return Map.copyOf(checked.patterns);
    }

    private static String text(long number) {
        return number >= SATURATED ? "more than " + SATURATED : String.valueOf(number);
    }

    /** Characters and elements that the value has at most; its cost is added on the way. */
    private long size(CelExpr node) {
        spend(NODE);
        long size =
                switch (node.getKind()) {
                    case CONSTANT -> constant(node.constant());
                    case IDENT -> variables.getOrDefault(node.ident().name(), 1L);
                    case SELECT ->
                        member(node.select().operand(), size(node.select().operand()));
                    case CALL -> call(node.call());
                    case LIST -> sum(node.list().elements());
                    case MAP ->
                        node.map().entries().stream()
                                .mapToLong(entry -> plus(size(entry.key()), size(entry.value())))
                                .reduce(1, RuleCost::plus);
                    case STRUCT ->
                        node.struct().entries().stream()
                                .mapToLong(entry -> size(entry.value()))
                                .reduce(1, RuleCost::plus);
                    case COMPREHENSION -> loop(node.comprehension());
                    case NOT_SET -> 1;
                };
        largest = Math.max(largest, size);
        return size;
    }

    private void spend(long units) {
        cost = plus(cost, Math.min(SATURATED, units * passes));
    }

    private static long plus(long one, long other) {
        return Math.min(SATURATED, one + other);
    }

    private static long constant(CelConstant constant) {
        return switch (constant.getKind()) {
            case STRING_VALUE -> constant.stringValue().length() + 1L;
            case BYTES_VALUE -> constant.bytesValue().size() + 1L;
            default -> 1;
        };
    }

    private long sum(List<CelExpr> nodes) {
        return nodes.stream().mapToLong(this::size).reduce(1, RuleCost::plus);
    }

    private long member(CelExpr whole, long size) {
        return isFields(whole) ? FieldRules.TEXT_LENGTH : size;
    }

    /** Whether it is the event's fields, and no variable of a loop of that name. */
    private boolean isFields(CelExpr node) {
        return shadows == 0
                && node.getKind() == CelExpr.ExprKind.Kind.IDENT
                && node.ident().name().equals(ALL_FIELDS);
    }

    private long call(CelCall call) {
        var sizes = new long[call.args().size() + 1];
        CelExpr first = call.target()
                .orElseGet(() -> call.args().isEmpty() ? null : call.args().getFirst());
        int count = 0;
        if (call.target().isPresent()) {
            sizes[count++] = size(call.target().get());
        }
        for (CelExpr argument : call.args()) {
            sizes[count++] = size(argument);
        }
        long one = count > 0 ? sizes[0] : 1;
        long other = count > 1 ? sizes[1] : 1;
        return switch (call.function()) {
            case "_+_" -> made(plus(one, other));
            // UTF-8, and back.
            case "bytes", "string" -> made(plus(32, 4 * one));
            case "_[_]" -> first == null ? one : member(first, one);
            case "_?_:_" -> Math.max(other, sizes[2]);
            case "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_" -> truth(Math.min(one, other));
            case "contains" -> truth(Math.min(SATURATED, one * (1 + other / COMPARED_AT_ONCE)));
            case "startsWith", "endsWith" -> truth(Math.min(one, other));
            case "@in", "_in_", "in" -> truth(isFields(call.args().getLast()) ? one : other);
            case "matches" -> {
                pattern(call.args().getLast());
                yield 1;
            }
            // Numbers, times and truth values, made from what is read once.
            default -> truth(plus(one, other));
        };
    }

    private long made(long size) {
        spend(size);
        return size;
    }

    private long truth(long units) {
        spend(units);
        return 1;
    }

    private void pattern(CelExpr expression) {
        if (expression.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE) {
            patterns.computeIfAbsent(expression.constant().stringValue(), BoundedMatching::compile);
        }
    }

    private long loop(CelComprehension loop) {
        long range = size(loop.iterRange());
        size(loop.accuInit());
        boolean overFields = isFields(loop.iterRange());
        long outerPasses = passes;
        passes = Math.min(MAX_ITERATIONS, passes * (overFields ? FieldRules.MOST : count(loop.iterRange(), range)));
        int shadowsOutside = shadows;
        shadows += loop.iterVar().equals(ALL_FIELDS) ? 1 : 0;
        Long hidden = variables.put(loop.iterVar(), overFields ? FieldRules.NAME_LENGTH : range);
        Long hiddenResult = variables.put(loop.accuVar(), 1L);
        size(loop.loopCondition());
        size(loop.loopStep());
        passes = outerPasses;
        shadows = shadowsOutside;
        restore(loop.iterVar(), hidden);
        long result = size(loop.result());
        restore(loop.accuVar(), hiddenResult);
        return result;
    }

    private static long count(CelExpr range, long size) {
        boolean list = range.getKind() == CelExpr.ExprKind.Kind.LIST;
        return Math.max(1, list ? range.list().elements().size() : size);
    }

    private void restore(String name, @Nullable Long hidden) {
        if (hidden == null) {
            variables.remove(name);
        } else {
            variables.put(name, hidden);
        }
    }
}

package io.notifyflow.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.re2j.Pattern;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The language of tenants' rules: the Common Expression Language, which ends for every input and reaches nothing but
 * what it is given. Camel's own languages can call any bean, so a tenant never writes them.
 *
 * @see <a href="https://github.com/google/cel-spec/blob/master/doc/langdef.md">CEL's definition</a>
 */
@Component
public class RuleLanguage {

    private static final Logger log = LoggerFactory.getLogger(RuleLanguage.class);

    static final int LONGEST = 1000;

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(LONGEST)
            .maxParseRecursionDepth(32)
            .comprehensionMaxIterations(RuleCost.MAX_ITERATIONS)
            // fields.amount > 1000 holds whether the client sent 1500 or 1500.5.
            .enableHeterogeneousNumericComparisons(true)
            .build();

    private final CelCompiler compiler = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.HAS, CelStandardMacro.EXISTS, CelStandardMacro.ALL)
            .addVar("category", SimpleType.STRING)
            .addVar("title", SimpleType.STRING)
            .addVar("description", SimpleType.STRING)
            .addVar("fields", MapType.create(SimpleType.STRING, SimpleType.DYN))
            .setResultType(SimpleType.BOOL)
            .build();

    private final CelRuntime runtime = CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .setStandardEnvironmentEnabled(false)
            .setStandardFunctions(CelStandardFunctions.newBuilder()
                    .excludeFunctions(StandardFunction.MATCHES)
                    .build())
            .addFunctionBindings(BoundedMatching.bindings())
            .build();

    private static final int CACHE_SHARE = 16;
    /** Bytes that a rule takes beside its patterns, and each of their instructions, with the machines that run them. */
    private static final int RULE_BYTES = 10_000;

    private static final int INSTRUCTION_BYTES = 200;

    private final Cache<String, Compiled> rules = Caffeine.newBuilder()
            .maximumWeight(Runtime.getRuntime().maxMemory() / CACHE_SHARE)
            .weigher((String expression, Compiled rule) -> rule.bytes())
            .build();

    /** What became of an expression: a rule, or the reason why it is none. */
    private sealed interface Compiled {

        record Rule(CelRuntime.Program program, Map<String, Pattern> patterns, AtomicBoolean warned)
                implements Compiled {}

        record Refused(String reason, @Nullable Throwable cause) implements Compiled {}

        default int bytes() {
            int instructions = this instanceof Rule rule
                    ? rule.patterns().values().stream()
                            .mapToInt(Pattern::programSize)
                            .sum()
                    : 0;
            return RULE_BYTES + instructions * INSTRUCTION_BYTES;
        }
    }

    /**
     * Compiles an expression, which is how it is checked.
     *
     * @throws InvalidRule with the place and the reason, for the person who wrote it
     */
    public void check(String expression) {
        rule(expression);
    }

    /** What is wrong with an expression that was stored; null if nothing is. */
    @Nullable
    String problem(String expression) {
        return compiled(expression) instanceof Compiled.Refused refused ? refused.reason() : null;
    }

    /**
     * Whether an event matches. A field that the event lacks matches nothing, nor does what costs too much.
     *
     * @throws InvalidRule if the expression is no rule
     */
    boolean matches(String expression, RuleInput event) {
        Compiled.Rule rule = rule(expression);
        event.nextRule();
        BoundedMatching.begin(rule.patterns(), event);
        try {
            boolean matches = Boolean.TRUE.equals(rule.program().eval(event.variables()));
            if (event.exhausted()) {
                if (!rule.warned().getAndSet(true)) {
                    log.warn("A rule matches no event of this size: its patterns would take too long: {}", expression);
                }
                return false;
            }
            return matches;
        } catch (CelEvaluationException e) {
            return false;
        } finally {
            BoundedMatching.end();
        }
    }

    private Compiled.Rule rule(String expression) {
        return switch (compiled(expression)) {
            case Compiled.Rule rule -> rule;
            case Compiled.Refused refused -> throw new InvalidRule(refused.reason(), refused.cause());
        };
    }

    private Compiled compiled(String expression) {
        return rules.get(expression, this::compile);
    }

    private Compiled compile(String expression) {
        try {
            CelAbstractSyntaxTree tree = compiler.compile(expression).getAst();
            Map<String, Pattern> patterns = RuleCost.check(tree.getExpr());
            return new Compiled.Rule(runtime.createProgram(tree), patterns, new AtomicBoolean());
        } catch (CelValidationException | CelEvaluationException | InvalidRule e) {
            return new Compiled.Refused(String.valueOf(e.getMessage()), e.getCause());
        } catch (StackOverflowError e) {
            return new Compiled.Refused("the rule is nested too deeply. Use fewer parentheses and operators.", null);
        }
    }
}

package io.notifyflow.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
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
import io.notifyflow.event.EventContent;
import io.notifyflow.event.FieldValue;
import java.util.HashMap;
import java.util.Map;
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
            .comprehensionMaxIterations(1000)
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

    private final Cache<String, CelRuntime.Program> programs =
            Caffeine.newBuilder().maximumSize(10_000).build();

    /**
     * Compiles an expression, which is how it is checked.
     *
     * @throws InvalidRule with the place and the reason, for the person who wrote it
     */
    public void check(String expression) {
        program(expression);
    }

    /** Whether an event matches. A field that the event lacks matches nothing, nor does what costs too much. */
    boolean matches(String expression, EventContent event) {
        try {
            BoundedMatching.begin();
            boolean matches = Boolean.TRUE.equals(program(expression).eval(variables(event)));
            if (BoundedMatching.exceeded()) {
                log.warn("A rule matches no event of this size, for it would take too long: {}", expression);
                return false;
            }
            return matches;
        } catch (CelEvaluationException e) {
            return false;
        }
    }

    private CelRuntime.Program program(String expression) {
        return programs.get(expression, this::compile);
    }

    private CelRuntime.Program compile(String expression) {
        try {
            return runtime.createProgram(compiler.compile(expression).getAst());
        } catch (CelValidationException | CelEvaluationException e) {
            throw new InvalidRule(String.valueOf(e.getMessage()), e);
        }
    }

    private static Map<String, Object> variables(EventContent event) {
        var fields = new HashMap<String, Object>();
        event.fields().forEach((name, value) -> fields.put(name, plain(value)));
        return Map.of(
                "category",
                event.category(),
                "title",
                event.title() == null ? "" : event.title(),
                "description",
                event.description() == null ? "" : event.description(),
                "fields",
                fields);
    }

    private static Object plain(FieldValue value) {
        return switch (value) {
            case FieldValue.Text text -> text.value();
            case FieldValue.Numeric number -> number.value().doubleValue();
            case FieldValue.Flag flag -> flag.value();
        };
    }
}

package io.notifyflow.routing;

import io.notifyflow.event.EventContent;
import io.notifyflow.event.FieldValue;
import java.util.HashMap;
import java.util.Map;

/**
 * An event as the rules of its account see it, with what they may cost for it together. It belongs to the thread that
 * made it.
 */
final class RuleInput {

    /** Characters times instructions of the patterns that one rule matches: about 20 ms. */
    private static final long RULE_STEPS = 1_000_000;
    /** Of all rules together, for this event. */
    private static final long EVENT_STEPS = 3_000_000;

    private final Map<String, Object> variables;
    private long ruleSteps = RULE_STEPS;
    private long eventSteps = EVENT_STEPS;

    private RuleInput(Map<String, Object> variables) {
        this.variables = variables;
    }

    static RuleInput of(EventContent event) {
        var fields = new HashMap<String, Object>();
        event.fields().forEach((name, value) -> fields.put(name, plain(value)));
        return new RuleInput(Map.of(
                "category",
                event.category(),
                "title",
                event.title() == null ? "" : event.title(),
                "description",
                event.description() == null ? "" : event.description(),
                "fields",
                fields));
    }

    private static Object plain(FieldValue value) {
        return switch (value) {
            case FieldValue.Text text -> text.value();
            case FieldValue.Numeric number -> number.value().doubleValue();
            case FieldValue.Flag flag -> flag.value();
        };
    }

    Map<String, Object> variables() {
        return variables;
    }

    void nextRule() {
        ruleSteps = Math.min(RULE_STEPS, Math.max(0, eventSteps));
    }

    /** Whether so many steps were left; none is left afterwards if not. */
    boolean use(long steps) {
        if (steps > ruleSteps) {
            ruleSteps = -1;
            return false;
        }
        ruleSteps -= steps;
        eventSteps -= steps;
        return true;
    }

    /** Whether the rule asked for more than was left, so that its result means nothing. */
    boolean exhausted() {
        return ruleSteps < 0;
    }
}

package io.notifyflow.routing;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rule of an account: events for which the expression holds also go to the destination.
 *
 * @param problem why it matches no event whatever it holds; null if it is valid
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RuleView(
        UUID ruleId,
        String name,
        String expression,
        UUID destinationId,
        boolean enabled,
        Instant createdAt,
        @Nullable String problem) {}

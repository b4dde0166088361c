package io.notifyflow.routing;

import java.time.Instant;
import java.util.UUID;

/** A rule of an account: events for which the expression holds also go to the destination. */
record RuleView(UUID ruleId, String name, String expression, UUID destinationId, boolean enabled, Instant createdAt) {}

package io.notifyflow.account;

import java.util.UUID;

/**
 * Sends the events that it matches to one more destination.
 *
 * @param expression in the Common Expression Language, such as {@code fields.amount > 1000}
 */
public record RoutingRule(UUID id, String name, String expression, UUID destinationId) {}

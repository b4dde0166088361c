package io.notifyflow.account;

import java.util.UUID;

/**
 * Somewhere that events are delivered to; its secret stays in the store.
 *
 * @param type      names the route that sends: {@code direct:deliver.<type>}
 * @param isDefault gets the events of every category that names no destination
 */
public record Destination(UUID id, String name, String type, boolean isDefault) {}

package io.notifyflow.sandbox;

import java.time.Instant;

/**
 * A message that the sandbox keeps.
 *
 * @param channel a channel id, or {@code webhook:} and the webhook's id
 * @param time when it was received
 * @param json the message as Discord would store it
 */
public record SandboxMessage(long id, String channel, Instant time, String json) {}

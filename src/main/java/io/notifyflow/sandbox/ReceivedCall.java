package io.notifyflow.sandbox;

/**
 * A call with a body, exactly as it arrived and whatever became of it.
 *
 * @param operation Discord's own name in its OpenAPI description: create_message, execute_webhook or create_dm
 * @param wantsMessage whether a webhook's caller waits for the message rather than a 204
 */
public record ReceivedCall(String operation, boolean wantsMessage, String body) {}

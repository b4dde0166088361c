package io.notifyflow.sandbox;

/**
 * The refusals that the sandbox gives, with Discord's codes and words.
 *
 * <p>https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes
 */
enum DiscordError {
    UNAUTHORIZED(401, 0, "401: Unauthorized"),
    NOT_FOUND(404, 0, "404: Not Found"),
    METHOD_NOT_ALLOWED(405, 0, "405: Method Not Allowed"),
    UNKNOWN_WEBHOOK(404, 10_015, "Unknown Webhook"),
    TOO_LARGE(413, 40_005, "Request entity too large"),
    BLOCKED_BY_EDGE(403, 40_333, "internal network error"),
    OVERLOADED(503, 0, "503: Service Unavailable"),
    EMPTY_MESSAGE(400, 50_006, "Cannot send an empty message"),
    DIRECT_MESSAGES_BLOCKED(403, 50_007, "Cannot send messages to this user"),
    INVALID_FORM(400, 50_035, "Invalid Form Body"),
    WRONG_CONTENT_TYPE(400, 50_035, "Expected \\\"Content-Type\\\" header to be one of {'application/json'}."),
    INVALID_JSON(400, 50_109, "The request body contains invalid JSON.");

    private final int status;
    private final int code;
    private final String body;

    DiscordError(int status, int code, String message) {
        this.status = status;
        this.code = code;
        this.body = "{\"message\": \"" + message + "\", \"code\": " + code + "}";
    }

    int code() {
        return code;
    }

    int status() {
        return status;
    }

    Reply reply() {
        return Reply.json(status, body);
    }
}

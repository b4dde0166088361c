package io.notifyflow.sandbox;

import java.util.function.BiConsumer;

/**
 * Whether a call may pass, and what its answer says about the bucket. Times are epoch milliseconds; {@code early}
 * marks a call whose sender had been told to wait.
 *
 * <p>https://discord.com/developers/docs/topics/rate-limits#header-format
 */
record RateDecision(
        ApiRoute route,
        int limit,
        int remaining,
        long now,
        long reset,
        boolean throttled,
        boolean early,
        boolean global) {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final long MILLIS = 1000;

    void eachHeader(BiConsumer<String, String> header) {
        if (throttled) {
            header.accept("Retry-After", Long.toString((reset - now + MILLIS - 1) / MILLIS));
            header.accept("X-RateLimit-Scope", global ? "global" : "user");
        }
        if (throttled && global) {
            // As documented, the answer to a global limit says nothing about the bucket.
            header.accept("X-RateLimit-Global", "true");
            return;
        }
        header.accept("X-RateLimit-Limit", Integer.toString(limit));
        header.accept("X-RateLimit-Remaining", Integer.toString(remaining));
        header.accept("X-RateLimit-Reset", seconds(reset));
        header.accept("X-RateLimit-Reset-After", seconds(reset - now));
        header.accept("X-RateLimit-Bucket", route.bucket());
    }

    Reply refusal() {
        return Reply.json(
                TOO_MANY_REQUESTS,
                "{\"message\": \"You are being rate limited.\", \"retry_after\": " + seconds(reset - now)
                        + ", \"global\": " + global + "}");
    }

    private static String seconds(long millis) {
        String fraction = Long.toString(MILLIS + millis % MILLIS).substring(1);
        return millis / MILLIS + "." + fraction;
    }
}

package io.notifyflow.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * A call to the API without its body.
 *
 * @param resource the channel's or webhook's id; empty where the route has none
 * @param secret the webhook's token, which is part of the resource; empty for bots
 * @param address where the call comes from
 * @param wantsMessage whether a webhook's caller waits for the message rather than a 204
 */
record ApiCall(
        ApiRoute route,
        String resource,
        String secret,
        String address,
        @Nullable String userAgent,
        @Nullable String authorization,
        @Nullable String contentType,
        boolean wantsMessage) {

    private static final String SCHEME = "Bot ";

    boolean hasBotToken() {
        return authorization != null
                && authorization.startsWith(SCHEME)
                && !authorization.substring(SCHEME.length()).isBlank();
    }

    /**
     * Whom Discord holds the call against: the bot, or without one the address.
     *
     * <p>https://discord.com/developers/docs/topics/rate-limits#global-rate-limit
     */
    String caller() {
        return hasBot() && authorization != null ? authorization : address;
    }

    /** Whether it is made in the name of a bot; a webhook's is not, whatever it carries. */
    boolean hasBot() {
        return route.forBots() && hasBotToken();
    }

    boolean hasUserAgent() {
        return userAgent != null && !userAgent.isBlank();
    }

    boolean isJson() {
        return contentType != null && contentType.regionMatches(true, 0, "application/json", 0, 16);
    }

    /** Secrets stay out of logs, wherever a call is printed. */
    @Override
    public String toString() {
        return route + " " + resource;
    }
}

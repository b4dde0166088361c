package io.notifyflow.gateway.engine;

import java.util.Locale;
import java.util.Set;

/**
 * Decides which headers of a request become headers of the message in its route. Camel's components take orders from
 * headers of the message ({@code Camel*}, {@code mail.smtp.*}, {@code kafka.*}, {@code To} of a mail, names of SQL
 * parameters), so that only those are let in that none of them reads: some by name, and what begins with {@code X-}.
 */
final class AllowedHeaders {

    private static final String OWN = "x-";

    /** What a proxy says of the client, which anybody could say. */
    private static final String FORWARDED = "x-forwarded-";

    private static final Set<String> NAMES = Set.of(
            "accept",
            "accept-language",
            "content-language",
            "content-type",
            "idempotency-key",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-unmodified-since",
            "prefer",
            "request-id",
            "stripe-signature",
            "svix-id",
            "svix-signature",
            "svix-timestamp",
            "traceparent",
            "tracestate",
            "user-agent",
            "webhook-id",
            "webhook-signature",
            "webhook-timestamp");

    private AllowedHeaders() {}

    static boolean allow(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return NAMES.contains(lower) || lower.startsWith(OWN) && !lower.startsWith(FORWARDED) && plain(lower);
    }

    /** Letters, digits and hyphens: a dot makes a property of some component's. */
    private static boolean plain(String name) {
        return name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-');
    }
}

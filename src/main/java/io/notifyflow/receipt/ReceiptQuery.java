package io.notifyflow.receipt;

import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.QueryParameters;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which receipts are asked for; null for any.
 *
 * @param before the last one of the page before
 */
record ReceiptQuery(@Nullable String state, @Nullable String provider, @Nullable UUID before, int limit) {

    private static final Set<String> NAMES = Set.of("state", "provider", "cursor", "limit");
    private static final Pattern STATE = Pattern.compile("applied|ignored|parked");
    private static final Pattern PROVIDER = Pattern.compile("[a-z0-9-]{1,40}");
    private static final int USUAL_LIMIT = 50;
    private static final int LARGEST_LIMIT = 200;

    /**
     * @throws InvalidRequest (400) that tells all that is wrong at once
     */
    static ReceiptQuery of(@Nullable String query) {
        QueryParameters parameters = QueryParameters.of(query, NAMES);
        var asked = new ReceiptQuery(
                parameters.read("state", matching(STATE), "must be applied, ignored or parked"),
                parameters.read("provider", matching(PROVIDER), "must be the name of a provider, such as stripe"),
                parameters.id("cursor"),
                parameters.number("limit", 1, LARGEST_LIMIT, USUAL_LIMIT));
        parameters.check();
        return asked;
    }

    private static Function<String, Optional<String>> matching(Pattern form) {
        return text -> Optional.of(text).filter(value -> form.matcher(value).matches());
    }
}

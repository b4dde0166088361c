package io.notifyflow.receipt;

import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Problem.InvalidMember;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern LIMIT = Pattern.compile("[1-9]\\d?|1\\d\\d|200");
    private static final int USUAL_LIMIT = 50;

    /**
     * @throws InvalidRequest (400) that tells all that is wrong at once
     */
    static ReceiptQuery of(@Nullable String query) {
        var errors = new ArrayList<InvalidMember>();
        Map<String, String> values = values(query == null ? "" : query, errors);
        check(values, "state", STATE, "must be applied, ignored or parked", errors);
        check(values, "provider", PROVIDER, "must be the name of a provider, such as stripe", errors);
        check(values, "cursor", UUID_TEXT, "must be the \"next\" of a page before", errors);
        check(values, "limit", LIMIT, "must be a number, 1 to 200", errors);
        if (!errors.isEmpty()) {
            String message = errors.stream()
                    .map(error -> error.member() + " " + error.message())
                    .collect(Collectors.joining("; "));
            throw new InvalidRequest(Problem.of("invalid-parameter", "A parameter is not valid", 400, message)
                    .with(errors));
        }
        return new ReceiptQuery(
                values.get("state"),
                values.get("provider"),
                uuid(values.getOrDefault("cursor", "")).orElse(null),
                Integer.parseInt(values.getOrDefault("limit", String.valueOf(USUAL_LIMIT))));
    }

    private static Map<String, String> values(String query, List<InvalidMember> errors) {
        var values = new HashMap<String, String>();
        for (String pair : query.split("&")) {
            String name = pair.split("=", 2)[0];
            if (name.isEmpty()) {
                continue;
            }
            if (!NAMES.contains(name)) {
                errors.add(new InvalidMember(name.substring(0, Math.min(64, name.length())), "is unknown"));
            } else if (values.put(name, decoded(pair)) != null) {
                errors.add(new InvalidMember(name, "stands there twice"));
            }
        }
        return values;
    }

    private static String decoded(String pair) {
        try {
            return URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }

    private static void check(
            Map<String, String> values, String name, Pattern form, String fault, List<InvalidMember> errors) {
        String value = values.get(name);
        if (value != null && !form.matcher(value).matches()) {
            errors.add(new InvalidMember(name, fault));
        }
    }

    static Optional<UUID> uuid(@Nullable String text) {
        return text != null && UUID_TEXT.matcher(text).matches()
                ? Optional.of(UUID.fromString(text))
                : Optional.empty();
    }
}

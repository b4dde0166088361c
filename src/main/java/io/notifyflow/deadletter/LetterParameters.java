package io.notifyflow.deadletter;

import io.notifyflow.account.Account;
import io.notifyflow.account.Destination;
import io.notifyflow.event.Ids;
import io.notifyflow.event.QueryParameters;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which dead letters are meant, as addresses and bodies say it. */
final class LetterParameters {

    static final Set<String> TEXTS = Set.of("destination", "category", "from", "to");
    static final Set<String> NUMBERS = Set.of("errorCode", "httpStatus");

    private static final Pattern CATEGORY = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private LetterParameters() {}

    /** @param more names beside those of a filter */
    static QueryParameters of(@Nullable String query, Set<String> more) {
        return QueryParameters.of(
                query, Stream.of(TEXTS, NUMBERS, more).flatMap(Set::stream).collect(Collectors.toUnmodifiableSet()));
    }

    /** The filter; a destination may be named by its id, or by its name in the account. */
    static LetterFilter filter(QueryParameters parameters, Account account) {
        return new LetterFilter(
                parameters.read(
                        "destination",
                        text -> destination(account, text),
                        "must be the id or the name of a destination"),
                parameters.read("category", LetterParameters::category, "must be a category: 1 to 64 of A-Z a-z 0-9 -"),
                parameters.read("errorCode", LetterParameters::number, "must be a number, such as 50035"),
                parameters.read("httpStatus", LetterParameters::status, "must be an HTTP status, 100 to 599"),
                parameters.time("from"),
                parameters.time("to"));
    }

    static @Nullable Cursor cursor(QueryParameters parameters) {
        return parameters.read("cursor", Cursor::of, "must be the \"next\" of a page before");
    }

    private static Optional<UUID> destination(Account account, String text) {
        return Ids.parse(text).or(() -> account.destinations().stream()
                .filter(destination -> destination.name().equalsIgnoreCase(text))
                .map(Destination::id)
                .findFirst());
    }

    private static Optional<String> category(String text) {
        return CATEGORY.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }

    private static Optional<Integer> number(String text) {
        return NUMBER.matcher(text).matches() ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    private static Optional<Integer> status(String text) {
        return number(text).filter(status -> status >= 100 && status <= 599);
    }
}

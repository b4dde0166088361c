package io.notifyflow.deadletter;

import io.notifyflow.account.Account;
import io.notifyflow.account.Destination;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Problem.InvalidMember;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Named values of a request, read strictly: what is unknown, given twice or malformed is told, all of it at once. */
final class Parameters {

    static final Set<String> TEXTS = Set.of("destination", "category", "from", "to");
    static final Set<String> NUMBERS = Set.of("errorCode", "httpStatus");

    private static final Pattern CATEGORY = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final int LAST_YEAR = 9999;

    private final Map<String, String> values = new HashMap<>();
    private final List<InvalidMember> errors = new ArrayList<>();
    private final String prefix;

    /** @param prefix what the names have before them where errors are told */
    Parameters(String prefix) {
        this.prefix = prefix;
    }

    static Parameters ofQuery(@Nullable String query, Set<String> more) {
        var parameters = new Parameters("");
        if (query != null && !query.isEmpty()) {
            for (String pair : query.split("&", -1)) {
                parameters.add(pair, more);
            }
        }
        return parameters;
    }

    /** Refuses whatever parameter there is. */
    static void requireNone(@Nullable String query) {
        if (query != null && !query.isEmpty()) {
            String name = query.split("[=&]", 2)[0];
            throw new InvalidRequest(problem(List.of(new InvalidMember(shortened(name), "is unknown: none is here"))));
        }
    }

    private void add(String pair, Set<String> more) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        if (!TEXTS.contains(name) && !NUMBERS.contains(name) && !more.contains(name)) {
            refuse(shortened(name), "is unknown");
            return;
        }
        try {
            put(name, equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            refuse(name, "has a malformed escape; write % as %25");
        }
    }

    void put(String name, String value) {
        if (values.putIfAbsent(name, value) != null) {
            refuse(name, "stands there twice");
        }
    }

    void refuse(String name, String message) {
        errors.add(new InvalidMember(prefix + name, message));
    }

    List<InvalidMember> errors() {
        return errors;
    }

    /** The filter; a destination may be named by its id, or by its name in the account. */
    LetterFilter filter(Account account) {
        return new LetterFilter(
                read("destination", text -> destination(account, text), "must be the id or the name of a destination"),
                read("category", Parameters::category, "must be a category: 1 to 64 of A-Z a-z 0-9 -"),
                read("errorCode", Parameters::number, "must be a number, such as 50035"),
                read("httpStatus", Parameters::status, "must be an HTTP status, 100 to 599"),
                read("from", Parameters::time, "must be a time such as 2026-01-31T12:00:00Z"),
                read("to", Parameters::time, "must be a time such as 2026-01-31T12:00:00Z"));
    }

    int limit(int usual, int most) {
        Integer limit = read(
                "limit",
                text -> number(text).filter(value -> value >= 1 && value <= most),
                "must be a number, 1 to " + most);
        return limit == null ? usual : limit;
    }

    @Nullable
    Cursor cursor() {
        return read("cursor", Cursor::of, "must be the \"next\" of a page before");
    }

    private <T> @Nullable T read(String name, Function<String, Optional<T>> reading, String message) {
        String text = values.get(name);
        if (text == null) {
            return null;
        }
        Optional<T> value = reading.apply(text);
        if (value.isEmpty()) {
            refuse(name, message);
        }
        return value.orElse(null);
    }

    /** @throws InvalidRequest if anything of the query was wrong */
    void check() {
        if (!errors.isEmpty()) {
            throw new InvalidRequest(problem(errors));
        }
    }

    private static Problem problem(List<InvalidMember> errors) {
        return Problem.of("invalid-parameter", "A parameter is not valid", 400, text(errors))
                .with(errors);
    }

    static String text(List<InvalidMember> errors) {
        return errors.stream()
                .map(error -> error.member() + " " + error.message())
                .collect(Collectors.joining("; "));
    }

    private static String shortened(String name) {
        return name.length() <= 64 ? name : name.substring(0, 64);
    }

    private static Optional<UUID> destination(Account account, String text) {
        return uuid(text).or(() -> account.destinations().stream()
                .filter(destination -> destination.name().equalsIgnoreCase(text))
                .map(Destination::id)
                .findFirst());
    }

    static Optional<UUID> uuid(@Nullable String text) {
        return text != null && UUID_TEXT.matcher(text).matches()
                ? Optional.of(UUID.fromString(text))
                : Optional.empty();
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

    /** A plus that nobody escaped arrives as a space. */
    private static Optional<Instant> time(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text.replace(' ', '+'));
            int year = time.withOffsetSameInstant(ZoneOffset.UTC).getYear();
            return year < 1970 || year > LAST_YEAR ? Optional.empty() : Optional.of(time.toInstant());
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }
}

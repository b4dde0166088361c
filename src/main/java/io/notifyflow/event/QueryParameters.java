package io.notifyflow.event;

import io.notifyflow.event.Problem.InvalidMember;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parameters of an address, read strictly: what is unknown, given twice or malformed is told, all of it at once. */
public final class QueryParameters {

    private static final int SHOWN = 64;
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 9999;

    private final Map<String, String> values = new HashMap<>();
    private final List<InvalidMember> errors = new ArrayList<>();
    private final String prefix;

    private QueryParameters(String prefix) {
        this.prefix = prefix;
    }

    /**
     * For parameters that stand in a body: {@link #put} each of them.
     *
     * @param prefix what their names have before them where errors are told
     */
    public static QueryParameters inBody(String prefix) {
        return new QueryParameters(prefix);
    }

    /** @throws InvalidRequest (400) for whatever parameter there is */
    public static void requireNone(@Nullable String query) {
        QueryParameters.of(query, Set.of()).check();
    }

    /**
     * @param query as it was sent, null for none
     * @param known names that may be in it
     */
    public static QueryParameters of(@Nullable String query, Set<String> known) {
        var parameters = new QueryParameters("");
        if (query != null && !query.isEmpty()) {
            for (String pair : query.split("&", -1)) {
                parameters.add(pair, known);
            }
        }
        return parameters;
    }

    private void add(String pair, Set<String> known) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        if (!known.contains(name)) {
            refuse(name.length() <= SHOWN ? name : name.substring(0, SHOWN), "is unknown");
            return;
        }
        try {
            String value = equals < 0 ? "" : PercentEncoding.decodeForm(pair.substring(equals + 1));
            put(name, value);
        } catch (IllegalArgumentException malformed) {
            refuse(name, "has a malformed escape, or one that is not UTF-8; write % as %25");
        }
    }

    public void put(String name, String value) {
        if (values.putIfAbsent(name, value) != null) {
            refuse(name, "stands there twice");
        }
    }

    public void refuse(String name, String why) {
        errors.add(new InvalidMember(prefix + name, why));
    }

    /** What was wrong so far, for who tells it together with other faults. */
    public List<InvalidMember> errors() {
        return List.copyOf(errors);
    }

    /** Null if it is not there, or malformed. */
    public <T> @Nullable T read(String name, Function<String, Optional<T>> reading, String message) {
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

    public @Nullable String text(String name, int most) {
        return read(
                name,
                text -> text.isEmpty() || FieldRules.length(text) > most || text.indexOf('\0') >= 0
                        ? Optional.empty()
                        : Optional.of(text),
                "must be a text of 1 to " + most + " characters");
    }

    public int number(String name, int least, int most, int otherwise) {
        Integer number = read(
                name,
                text -> text.matches("\\d{1,9}")
                        ? Optional.of(Integer.valueOf(text)).filter(value -> value >= least && value <= most)
                        : Optional.empty(),
                "must be a whole number from " + least + " to " + most);
        return number == null ? otherwise : number;
    }

    public @Nullable UUID id(String name) {
        return read(name, Ids::parse, "must be an id");
    }

    /** A plus that nobody escaped arrives as a space. */
    public @Nullable Instant time(String name) {
        return read(name, QueryParameters::moment, "must be a time such as 2026-01-31T12:00:00Z");
    }

    private static Optional<Instant> moment(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text.replace(' ', '+'));
            int year = time.withOffsetSameInstant(ZoneOffset.UTC).getYear();
            return year < FIRST_YEAR || year > LAST_YEAR ? Optional.empty() : Optional.of(time.toInstant());
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }

    /** @throws InvalidRequest (400) if anything was wrong */
    public void check() {
        if (!errors.isEmpty()) {
            String message = errors.stream()
                    .map(error -> error.member() + " " + error.message())
                    .collect(Collectors.joining("; "));
            throw new InvalidRequest(Problem.of("invalid-parameter", "A parameter is not valid", 400, message)
                    .with(errors));
        }
    }
}

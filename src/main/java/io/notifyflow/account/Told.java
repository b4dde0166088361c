package io.notifyflow.account;

import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What was told about a destination, read member by member; blank is missing. */
public record Told(Map<String, String> values) {

    public Told {
        values = Map.copyOf(values);
    }

    public @Nullable String optional(String member) {
        String value = values.get(member);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /**
     * @throws InvalidDestination if it is missing
     */
    public String required(String member) {
        String value = optional(member);
        if (value == null) {
            throw new InvalidDestination(member, "is missing");
        }
        return value;
    }

    /**
     * @param fault what is wrong if it has another form
     * @throws InvalidDestination if it is missing or has another form
     */
    public String required(String member, Pattern form, String fault) {
        return checked(member, required(member), form, fault);
    }

    /**
     * @throws InvalidDestination if it has another form
     */
    public @Nullable String optional(String member, Pattern form, String fault) {
        String value = optional(member);
        return value == null ? null : checked(member, value, form, fault);
    }

    private static String checked(String member, String value, Pattern form, String fault) {
        if (!form.matcher(value).matches()) {
            throw new InvalidDestination(member, fault);
        }
        return value;
    }

    /**
     * @param check throws an {@link IllegalArgumentException} that says what the text must be
     * @throws InvalidDestination if it is missing or refused
     */
    public <T> T required(String member, Function<String, T> check) {
        return read(member, required(member), check);
    }

    /** As {@link #required(String, Function)} for a text that is there. */
    public static <T> T read(String member, String value, Function<String, T> check) {
        try {
            return check.apply(value);
        } catch (IllegalArgumentException refused) {
            throw new InvalidDestination(member, String.valueOf(refused.getMessage()));
        }
    }

    @Override
    public String toString() {
        return "Told[***]";
    }
}

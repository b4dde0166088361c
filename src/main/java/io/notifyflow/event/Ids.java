package io.notifyflow.event;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Ids as they stand in addresses. */
public final class Ids {

    // UUID.fromString takes more than that, such as 1-1-1-1-1.
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private Ids() {}

    /** Empty for what cannot be one. Camel hands {@code null} to a bean where the address says so in letters. */
    public static Optional<UUID> parse(@Nullable String text) {
        return text != null && UUID_TEXT.matcher(text).matches()
                ? Optional.of(UUID.fromString(text))
                : Optional.empty();
    }
}

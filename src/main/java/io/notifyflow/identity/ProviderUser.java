package io.notifyflow.identity;

import io.notifyflow.event.FieldRules;
import org.jspecify.annotations.Nullable;

/**
 * A user as a provider describes them.
 *
 * @param provider its name in the settings
 * @param subject  unique at the provider
 * @param verified whether the provider says that the e-mail address is theirs
 */
public record ProviderUser(
        String provider, String subject, @Nullable String email, boolean verified, @Nullable String name) {

    private static final int LONGEST = 320;

    public ProviderUser {
        requireSubject(subject);
        email = fit(email);
        name = fit(name);
    }

    /**
     * @throws IllegalArgumentException if nobody can be known by it
     */
    public static void requireSubject(String subject) {
        if (subject.isBlank() || FieldRules.length(subject) > LONGEST || !FieldRules.plain(subject)) {
            throw new IllegalArgumentException(
                    "A subject has 1 to " + LONGEST + " characters, and no control characters");
        }
    }

    /** What the person recognises it by; null if the provider says nothing. */
    public @Nullable String label() {
        return email == null ? name : email;
    }

    /** One line that fits; null if nothing is left. */
    private static @Nullable String fit(@Nullable String text) {
        String line = text == null ? "" : text.replaceAll("\\p{Cc}", " ").strip();
        return line.isEmpty() ? null : line.substring(0, line.offsetByCodePoints(0, points(line)));
    }

    private static int points(String line) {
        return Math.min(line.codePointCount(0, line.length()), LONGEST);
    }
}

package io.notifyflow.identity;

import io.notifyflow.account.Actor;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who belongs to an account.
 *
 * @param subject their id at the provider; null for those who have a password
 */
public record Person(
        UUID id,
        UUID account,
        @Nullable String subject,
        @Nullable String email,
        @Nullable String name,
        Role role,
        Instant createdAt,
        @Nullable Instant lastSignInAt) {

    /** What to call them. */
    public String shownName() {
        return name != null ? name : email != null ? email : "Somebody without a name";
    }

    public Actor actor() {
        return Actor.person(id, shownName());
    }
}

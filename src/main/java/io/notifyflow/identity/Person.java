package io.notifyflow.identity;

import io.notifyflow.account.Actor;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who belongs to an account.
 *
 * @param linked whether they sign in with a provider
 */
public record Person(
        UUID id,
        UUID account,
        @Nullable String email,
        @Nullable String name,
        Role role,
        boolean linked,
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

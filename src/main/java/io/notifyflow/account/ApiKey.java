package io.notifyflow.account;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What is known of a key whose hash was presented. */
public final class ApiKey {

    /** A use is told of no more often: who looks at it looks at minutes. */
    private static final long TELL_EVERY_MILLIS = 5_000;

    private final UUID accountId;
    private final byte[] hash;
    private final Actor actor;
    private final Set<Scope> scopes;
    private final @Nullable Instant expiresAt;
    private final @Nullable String signingSecret;
    private final AtomicLong toldAt = new AtomicLong();

    ApiKey(
            UUID id,
            UUID accountId,
            String name,
            byte[] hash,
            Set<Scope> scopes,
            @Nullable Instant expiresAt,
            @Nullable String signingSecret) {
        this.accountId = accountId;
        this.hash = hash;
        this.actor = Actor.key(id, name);
        this.scopes = Set.copyOf(scopes);
        this.expiresAt = expiresAt;
        this.signingSecret = signingSecret;
    }

    public UUID id() {
        return Objects.requireNonNull(actor.id());
    }

    UUID accountId() {
        return accountId;
    }

    byte[] hash() {
        return hash;
    }

    /** What its requests must be signed with, {@code whsec_…}; null where they need not be. */
    public @Nullable String signingSecret() {
        return signingSecret;
    }

    boolean expired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    Access open(Account account) {
        return new Access(account, actor, scopes, this);
    }

    /** Whether this use is worth a word. */
    boolean tells(Instant now) {
        long told = toldAt.get();
        long millis = now.toEpochMilli();
        return millis - told >= TELL_EVERY_MILLIS && toldAt.compareAndSet(told, millis);
    }

    @Override
    public String toString() {
        return "ApiKey[" + actor.id() + "]";
    }
}

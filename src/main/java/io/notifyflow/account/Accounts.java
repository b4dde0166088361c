package io.notifyflow.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Accounts by id and by API key, kept in memory.
 *
 * <p>{@link Announcements} hears of every committed change, on whichever hub it was made, and drops what it
 * concerns; the expiry bounds what a missed word could cost.
 */
@Component
public class Accounts {

    private static final int KEPT = 50_000;
    private static final Duration KEPT_FOR = Duration.ofMinutes(5);
    /** Long enough to spare the database a flood of one wrong key, short enough for a key made a moment ago. */
    private static final Duration UNKNOWN_FOR = Duration.ofSeconds(1);

    private final AccountStore store;
    private final KeyUses uses;
    private final Clock clock;
    private final AtomicLong changes = new AtomicLong();
    private final Cache<ByteBuffer, ApiKey> keys = cache(KEPT_FOR);
    private final Cache<ByteBuffer, Boolean> unknownKeys = cache(UNKNOWN_FOR);
    private final Cache<UUID, Account> accounts = cache(KEPT_FOR);

    Accounts(AccountStore store, KeyUses uses, Clock clock) {
        this.store = store;
        this.uses = uses;
        this.clock = clock;
    }

    private static <K, V> Cache<K, V> cache(Duration expiry) {
        return Caffeine.newBuilder().maximumSize(KEPT).expireAfterWrite(expiry).build();
    }

    /** What a key opens; empty for one that is unknown, revoked or expired. */
    public Optional<Access> byKey(String key) {
        byte[] hash = ApiKeys.hash(key);
        var id = ByteBuffer.wrap(hash);
        if (unknownKeys.getIfPresent(id) != null) {
            return Optional.empty();
        }
        ApiKey known = keys.getIfPresent(id);
        if (known == null) {
            known = read(id, hash);
        }
        return known != null && opens(known, hash) ? byId(known.accountId()).map(known::open) : Optional.empty();
    }

    private @Nullable ApiKey read(ByteBuffer id, byte[] hash) {
        long seen = changes.get();
        ApiKey known = store.findKey(hash).orElse(null);
        if (known == null) {
            unknownKeys.put(id, Boolean.TRUE);
        } else {
            keep(id, known, seen);
        }
        return known;
    }

    private boolean opens(ApiKey known, byte[] hash) {
        Instant now = clock.instant();
        if (!MessageDigest.isEqual(known.hash(), hash) || known.expired(now)) {
            return false;
        }
        if (known.tells(now)) {
            uses.used(known.id(), now);
        }
        return true;
    }

    /** Like {@link #byKey}, from memory alone: empty also for what is not in memory. Never blocks. */
    public Optional<Access> byKeyIfKept(String key) {
        byte[] hash = ApiKeys.hash(key);
        ApiKey known = keys.getIfPresent(ByteBuffer.wrap(hash));
        if (known == null || !opens(known, hash)) {
            return Optional.empty();
        }
        return Optional.ofNullable(accounts.getIfPresent(known.accountId())).map(known::open);
    }

    public Optional<Account> byId(UUID id) {
        @Nullable
        Account account = accounts.get(id, missing -> store.find(missing).orElse(null));
        return Optional.ofNullable(account);
    }

    /** Unless a change was announced while it was read, which it may not show yet. */
    private synchronized void keep(ByteBuffer id, ApiKey key, long seen) {
        if (changes.get() == seen) {
            keys.put(id, key);
        }
    }

    synchronized void forget(UUID account) {
        changes.incrementAndGet();
        accounts.invalidate(account);
        keys.asMap().values().removeIf(key -> key.accountId().equals(account));
        unknownKeys.invalidateAll();
    }

    synchronized void forgetAll() {
        changes.incrementAndGet();
        accounts.invalidateAll();
        keys.invalidateAll();
        unknownKeys.invalidateAll();
    }
}

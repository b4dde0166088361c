package io.notifyflow.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.notifyflow.account.AccountChanges.Moment;
import io.notifyflow.account.AccountChanges.Reading;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Accounts by id and by API key, kept in memory.
 *
 * <p>{@link Announcements} hears of every committed change, on whichever hub it was made; {@link AccountChanges} decides
 * what may still be used after it, and for how long when announcements are not heard.
 */
@Component
public class Accounts {

    private static final int MAX_KEPT = 50_000;
    private static final Duration KEPT_FOR = Duration.ofMinutes(5);
    /** Long enough to spare the database a flood of one wrong key. */
    private static final Duration UNKNOWN_FOR = Duration.ofSeconds(1);

    private final AccountStore store;
    private final AccountChanges changes;
    private final KeyUses uses;
    private final Clock clock;
    private final Cache<ByteBuffer, Reading<ApiKey>> keys = cache(KEPT_FOR);
    private final Cache<ByteBuffer, Moment> unknownKeys = cache(UNKNOWN_FOR);
    private final Cache<UUID, Reading<Account>> accounts = cache(KEPT_FOR);

    Accounts(AccountStore store, AccountChanges changes, KeyUses uses, Clock clock) {
        this.store = store;
        this.changes = changes;
        this.uses = uses;
        this.clock = clock;
    }

    private static <K, V> Cache<K, V> cache(Duration expiry) {
        return Caffeine.newBuilder()
                .maximumSize(MAX_KEPT)
                .expireAfterWrite(expiry)
                .build();
    }

    /** What a key opens; empty for one that is unknown, revoked or expired. */
    public Optional<Access> byKey(String key) {
        byte[] hash = ApiKeys.hash(key);
        var id = ByteBuffer.wrap(hash);
        Moment unknown = unknownKeys.getIfPresent(id);
        if (unknown != null && changes.holds(unknown)) {
            return Optional.empty();
        }
        ApiKey known = kept(id);
        if (known == null) {
            known = read(id, hash);
        }
        return known != null && opens(known, hash) ? byId(known.accountId()).map(known::open) : Optional.empty();
    }

    private @Nullable ApiKey kept(ByteBuffer id) {
        Reading<ApiKey> kept = keys.getIfPresent(id);
        return kept != null && changes.holds(kept.value().accountId(), kept.began()) ? kept.value() : null;
    }

    private @Nullable ApiKey read(ByteBuffer id, byte[] hash) {
        Moment began = changes.now();
        ApiKey known = store.findKey(hash).orElse(null);
        if (known == null) {
            unknownKeys.put(id, began);
        } else {
            keys.put(id, new Reading<>(known, began));
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
        ApiKey known = kept(ByteBuffer.wrap(hash));
        if (known == null || !opens(known, hash)) {
            return Optional.empty();
        }
        return byIdIfKept(known.accountId()).map(known::open);
    }

    /** Like {@link #byId}, from memory alone: empty also for what is not in memory. Never blocks. */
    public Optional<Account> byIdIfKept(UUID id) {
        Reading<Account> kept = accounts.getIfPresent(id);
        return kept != null && changes.holds(id, kept.began()) ? Optional.of(kept.value()) : Optional.empty();
    }

    /** The account with every change that was in effect when this was called. */
    public Optional<Account> byId(UUID id) {
        Optional<Account> kept = byIdIfKept(id);
        return kept.isPresent() ? kept : shared(id);
    }

    /** Many wait for one reading; it may have begun before a change that one of them has seen. */
    private Optional<Account> shared(UUID id) {
        Moment asked = changes.now();
        @Nullable Reading<Account> found = accounts.get(id, this::read);
        while (found != null && found.began().before(asked) && !changes.holds(id, found.began())) {
            accounts.asMap().remove(id, found);
            found = accounts.get(id, this::read);
        }
        return Optional.ofNullable(found).map(Reading::value);
    }

    private @Nullable Reading<Account> read(UUID id) {
        Moment began = changes.now();
        return store.find(id).map(account -> new Reading<>(account, began)).orElse(null);
    }
}

package io.notifyflow.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.notifyflow.account.AccountChanges.Moment;
import io.notifyflow.account.AccountChanges.Reading;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Accounts by id or name, for routes that no caller's key opens. */
@Component("namedAccounts")
public class NamedAccounts {

    private static final String FIND = "SELECT id FROM account WHERE name = :name ORDER BY created_at LIMIT 2";

    /** A route may ask for each message that it gets. */
    private static final Duration KEPT_FOR = Duration.ofSeconds(5);

    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final AccountChanges changes;
    private final Cache<String, Reading<UUID>> ids =
            Caffeine.newBuilder().maximumSize(1000).expireAfterWrite(KEPT_FOR).build();

    NamedAccounts(JdbcClient jdbc, Accounts accounts, AccountChanges changes) {
        this.jdbc = jdbc;
        this.changes = changes;
        this.accounts = accounts;
    }

    /**
     * @param account an account's id, or its name if no other has it
     * @throws UnknownAccount if there is none, or more than one
     */
    public Account find(String account) {
        UUID id = id(account);
        return accounts.byId(id == null ? idByName(account) : id)
                .orElseThrow(() -> new UnknownAccount("There is no account " + quoted(account)));
    }

    private UUID idByName(String name) {
        Reading<UUID> kept = ids.getIfPresent(name);
        if (kept != null && changes.holds(kept.began())) {
            return kept.value();
        }
        Moment began = changes.now();
        List<UUID> found = jdbc.sql(FIND).param("name", name).query(UUID.class).list();
        if (found.size() != 1) {
            throw new UnknownAccount(
                    found.isEmpty()
                            ? "There is no account " + quoted(name)
                            : "More than one account is called " + quoted(name) + "; name it by its id, such as "
                                    + found.getFirst());
        }
        ids.put(name, new Reading<>(found.getFirst(), began));
        return found.getFirst();
    }

    private static @Nullable UUID id(String text) {
        try {
            return text.length() == 36 ? UUID.fromString(text) : null;
        } catch (IllegalArgumentException name) {
            return null;
        }
    }

    private static String quoted(String name) {
        return "\"" + name + "\"";
    }
}

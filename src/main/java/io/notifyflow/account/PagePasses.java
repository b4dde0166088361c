package io.notifyflow.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Passes with which the pages of this hub call its API on behalf of the person who looks at them. They live for seconds,
 * in this process alone, and no browser ever sees one.
 */
@Component
public class PagePasses {

    private static final KeyForm FORM = new KeyForm("nfw_");
    private static final Duration LIFE = Duration.ofSeconds(30);
    private static final int MOST = 10_000;

    private final Cache<String, Access> issued =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(LIFE).build();

    private final Accounts accounts;

    PagePasses(Accounts accounts) {
        this.accounts = accounts;
    }

    public String issue(Access access) {
        String pass = FORM.generate();
        issued.put(pass, access);
        return pass;
    }

    /** Ends a pass before its time. */
    public void end(String pass) {
        issued.invalidate(pass);
    }

    /** Whether this may be a pass; decided from its form alone. */
    public boolean fits(String token) {
        return token.startsWith(FORM.prefix());
    }

    /** What a pass opens now: the account may have changed since it was issued. */
    public Optional<Access> open(String token) {
        return issued(token)
                .flatMap(access -> accounts.byId(access.account().id()).map(account -> current(access, account)));
    }

    /** Like {@link #open}, from memory alone: empty also for an account that is not in memory. Never blocks. */
    public Optional<Access> openIfKept(String token) {
        return issued(token)
                .flatMap(access -> accounts.byIdIfKept(access.account().id()).map(account -> current(access, account)));
    }

    private Optional<Access> issued(String token) {
        return fits(token) ? Optional.ofNullable(issued.getIfPresent(token)) : Optional.empty();
    }

    private static Access current(Access issued, Account account) {
        return new Access(account, issued.actor(), issued.scopes(), issued.key());
    }
}

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

    public String issue(Access access) {
        String pass = FORM.generate();
        issued.put(pass, access);
        return pass;
    }

    /** Ends a pass before its time. */
    public void end(String pass) {
        issued.invalidate(pass);
    }

    /** What a pass opens; from memory, without waiting. */
    public Optional<Access> open(String token) {
        return token.startsWith(FORM.prefix()) ? Optional.ofNullable(issued.getIfPresent(token)) : Optional.empty();
    }
}

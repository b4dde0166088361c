package io.notifyflow.identity.signin;

import io.notifyflow.identity.ProviderUser;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Keeps whom a provider has vouched for, in the browser, until they have agreed to what follows. */
@Component
class Consents {

    static final String PATH = "/sign-in/consent";

    static final Duration VALID = Duration.ofMinutes(10);

    private final SealedCookies cookies;
    private final Clock clock;

    Consents(SealedCookies cookies, Clock clock) {
        this.cookies = cookies;
        this.clock = clock;
    }

    /** What somebody is asked to agree to. */
    record Pending(ProviderUser user, SignInPurpose purpose, Instant until) {}

    void ask(HttpServletResponse response, ProviderUser user, SignInPurpose purpose) throws IOException {
        cookies.set(
                response,
                Cookies.CONSENT,
                new Pending(user, purpose, clock.instant().plus(VALID)),
                VALID);
        response.sendRedirect(PATH);
    }

    Optional<Pending> pending(HttpServletRequest request) {
        return cookies.read(request, Cookies.CONSENT, Pending.class)
                .filter(pending -> pending.until().isAfter(clock.instant()));
    }

    void clear(HttpServletResponse response) {
        cookies.clear(response, Cookies.CONSENT);
    }
}

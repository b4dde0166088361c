package io.notifyflow.identity.signin;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Asks for a sign-in before a sensitive change, if the last one is some time ago. */
final class FreshSignIn extends OncePerRequestFilter {

    static final String SIGN_IN_AGAIN = "/sign-in?again";

    /** What changes who gets in: the beginning of an address, and the page that has the form. */
    private static final Map<String, String> SENSITIVE = Map.of(
            "/home/keys", "/home/keys",
            "/home/start/key", "/home/start",
            "/home/people", "/home/people",
            "/home/account/close", "/home/account",
            "/home/sign-in-methods", "/home/sign-in-methods",
            "/home/security/password", "/home/security",
            "/home/security/passkeys", "/home/security",
            "/home/security/authenticator", "/home/security",
            "/home/security/recovery-codes", "/home/security",
            "/home/security/sessions", "/home/security");

    private final ReturnAddress back;
    private final Duration fresh;
    private final Clock clock;

    FreshSignIn(ReturnAddress back, Duration fresh, Clock clock) {
        this.back = back;
        this.fresh = fresh;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String page = request.getMethod().equals("POST") ? page(request.getServletPath()) : "";
        if (page.isEmpty() || proven()) {
            chain.doFilter(request, response);
            return;
        }
        back.remember(response, page);
        String accepted = request.getHeader("Accept");
        if (accepted != null && accepted.contains("application/json")) {
            // A script of a page asks, which goes there itself.
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        } else {
            response.sendRedirect(SIGN_IN_AGAIN);
        }
    }

    private static String page(String path) {
        return SENSITIVE.entrySet().stream()
                .filter(entry -> path.equals(entry.getKey()) || path.startsWith(entry.getKey() + "/"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    private boolean proven() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof SignedIn signedIn
                && signedIn.session()
                        .filter(session -> session.provenAt().plus(fresh).isAfter(clock.instant()))
                        .isPresent();
    }
}

package io.notifyflow.identity.signin;

import io.notifyflow.account.PublicAddress;
import io.notifyflow.identity.provider.ProviderUnavailable;
import io.notifyflow.page.PageWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses changes that another site asks for, before anything else looks at them; and says so where the database or the
 * provider does not answer.
 */
final class Guard extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(Guard.class);
    private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private final PublicAddress address;
    private final PageWriter pages;

    Guard(PublicAddress address, PageWriter pages) {
        this.address = address;
        this.pages = pages;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!HARMLESS.contains(request.getMethod()) && foreign(request)) {
            pages.message(
                    request,
                    response,
                    403,
                    "Refused",
                    "Another site asked for this. Open the page here and try again.");
            return;
        }
        try {
            chain.doFilter(request, response);
        } catch (RuntimeException | ServletException failed) {
            if (!passing(failed) || response.isCommitted()) {
                throw failed;
            }
            log.warn("A page cannot be served: {}", failed.getMessage());
            response.reset();
            response.setHeader(HttpHeaders.RETRY_AFTER, "5");
            pages.message(
                    request,
                    response,
                    503,
                    "Not now",
                    "The database or the sign-in provider does not answer. Try again in a moment.");
        }
    }

    private boolean foreign(HttpServletRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null) {
            return !origin.equals(own(request));
        }
        String site = request.getHeader("Sec-Fetch-Site");
        return site != null && !OWN_SITES.contains(site);
    }

    /** Where no address was configured, the one that the browser has used, as the gateway passes it on. */
    private String own(HttpServletRequest request) {
        return address.known() ? address.origin() : "http://" + request.getHeader("X-Forwarded-Host");
    }

    private static boolean passing(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataAccessException
                    || cause instanceof CannotCreateTransactionException
                    || cause instanceof ProviderUnavailable
                    || cause instanceof Passwords.Busy) {
                return true;
            }
        }
        return false;
    }
}

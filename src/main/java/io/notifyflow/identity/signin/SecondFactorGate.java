package io.notifyflow.identity.signin;

import io.notifyflow.account.Account;
import io.notifyflow.account.Accounts;
import io.notifyflow.credential.SecondFactors;
import io.notifyflow.identity.Person;
import io.notifyflow.identity.Role;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Leads whoever needs a second factor, and has none, to the page where they set one up, before any other page. */
final class SecondFactorGate extends OncePerRequestFilter {

    static final String PAGE = "/home/security";

    private final SecondFactors factors;
    private final Accounts accounts;

    SecondFactorGate(SecondFactors factors, Accounts accounts) {
        this.factors = factors;
        this.accounts = accounts;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!guarded(request.getServletPath()) || !missing()) {
            chain.doFilter(request, response);
        } else if (request.getHeader("HX-Request") != null) {
            response.setHeader("HX-Redirect", PAGE);
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        } else {
            response.sendRedirect(PAGE);
        }
    }

    private static boolean guarded(String path) {
        return (path.equals(Entrance.HOME) || path.startsWith(Entrance.HOME + "/"))
                && !path.equals(PAGE)
                && !path.startsWith(PAGE + "/");
    }

    private boolean missing() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof SignedIn signedIn
                && signedIn.session()
                        .filter(session -> session.method() != SignInMethod.PROVIDER)
                        .isPresent()
                && required(signedIn.person())
                && !factors.of(signedIn.person().id()).any();
    }

    private boolean required(Person person) {
        boolean owner = person.role() == Role.OWNER;
        return factors.required(
                owner,
                owner && accounts.byId(person.account()).map(Account::operator).orElse(false));
    }
}

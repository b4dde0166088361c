package io.notifyflow.identity.signin;

import io.notifyflow.identity.Arrivals;
import io.notifyflow.identity.Person;
import io.notifyflow.identity.ProviderUser;
import io.notifyflow.identity.SignInRefused;
import io.notifyflow.identity.provider.OidcProvider;
import io.notifyflow.page.PageWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;

/** Begins a session for whoever has shown who they are; its token is new, and the one that was there ends. */
@Component
class Entrance implements AuthenticationSuccessHandler {

    static final String HOME = "/home";

    private static final Logger log = LoggerFactory.getLogger(Entrance.class);

    private final Arrivals arrivals;
    private final Sessions sessions;
    private final Cookies cookies;
    private final OidcProvider provider;
    private final PageWriter pages;

    Entrance(Arrivals arrivals, Sessions sessions, Cookies cookies, OidcProvider provider, PageWriter pages) {
        this.arrivals = arrivals;
        this.sessions = sessions;
        this.cookies = cookies;
        this.provider = provider;
        this.pages = pages;
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        try {
            if (authentication.getPrincipal() instanceof OidcUser user) {
                String link = (String) request.getAttribute(AuthorizationCookie.LINK);
                String idToken =
                        provider.signOut().isPresent() ? user.getIdToken().getTokenValue() : null;
                enter(request, response, arrivals.signIn(user(user), link), idToken);
            } else if (authentication instanceof SignedIn signedIn) {
                enter(request, response, signedIn.person(), null);
            }
            response.sendRedirect(HOME);
        } catch (SignInRefused refused) {
            log.info("A sign-in is refused: {}", refused.reason());
            pages.message(
                    request,
                    response,
                    403,
                    "You cannot sign in",
                    refused.reason().text());
        }
    }

    private static ProviderUser user(OidcUser user) {
        String name = user.getFullName() != null ? user.getFullName() : user.getPreferredUsername();
        return new ProviderUser(user.getSubject(), user.getEmail(), Boolean.TRUE.equals(user.getEmailVerified()), name);
    }

    void enter(HttpServletRequest request, HttpServletResponse response, Person person, @Nullable String idToken) {
        cookies.read(request, Cookies.SESSION).ifPresent(sessions::end);
        cookies.set(response, Cookies.SESSION, sessions.begin(person, idToken));
        log.info("Person {} of account {} signs in", person.id(), person.account());
    }
}

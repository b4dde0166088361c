package io.notifyflow.identity.signin;

import io.notifyflow.credential.SecondFactors;
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
import org.springframework.http.HttpHeaders;
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
    private final SecondFactors factors;
    private final KnownDevices devices;
    private final ReturnAddress back;
    private final OidcProvider provider;
    private final PageWriter pages;

    Entrance(
            Arrivals arrivals,
            Sessions sessions,
            Cookies cookies,
            SecondFactors factors,
            KnownDevices devices,
            ReturnAddress back,
            OidcProvider provider,
            PageWriter pages) {
        this.arrivals = arrivals;
        this.sessions = sessions;
        this.cookies = cookies;
        this.factors = factors;
        this.devices = devices;
        this.back = back;
        this.provider = provider;
        this.pages = pages;
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        try {
            String next = HOME;
            if (authentication.getPrincipal() instanceof OidcUser user) {
                String link = (String) request.getAttribute(AuthorizationCookie.LINK);
                String idToken =
                        provider.signOut().isPresent() ? user.getIdToken().getTokenValue() : null;
                Person person = arrivals.signIn(user(user), link);
                next = enter(request, response, person, SignInMethod.PROVIDER, idToken);
            } else if (authentication instanceof SignedIn signedIn) {
                next = enter(request, response, signedIn.person(), SignInMethod.PASSWORD, null);
            }
            response.sendRedirect(next);
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

    /**
     * Begins a session, which awaits a second factor where the person has one and the method is none.
     *
     * @return where to go next
     */
    String enter(
            HttpServletRequest request,
            HttpServletResponse response,
            Person person,
            SignInMethod method,
            @Nullable String idToken) {
        boolean whole = method.whole() || !factors.of(person.id()).any();
        return begin(request, response, person, method, idToken, whole);
    }

    /**
     * Begins the session of somebody who has shown all that is asked for.
     *
     * @return where to go next
     */
    String enterWhole(HttpServletRequest request, HttpServletResponse response, Person person, SignInMethod method) {
        return begin(request, response, person, method, null, true);
    }

    private String begin(
            HttpServletRequest request,
            HttpServletResponse response,
            Person person,
            SignInMethod method,
            @Nullable String idToken,
            boolean whole) {
        cookies.read(request, Cookies.SESSION).ifPresent(sessions::end);
        String agent = request.getHeader(HttpHeaders.USER_AGENT);
        var how = new Sessions.Beginning(method, request.getRemoteAddr(), agent == null ? "" : agent, idToken, whole);
        cookies.set(response, Cookies.SESSION, sessions.begin(person, how));
        log.atInfo()
                .addKeyValue("person", person.id())
                .addKeyValue("account", person.account())
                .addKeyValue("method", method.text())
                .addKeyValue("address", request.getRemoteAddr())
                .log(whole ? "Sign-in" : "Sign-in awaits a second factor");
        if (!whole) {
            return SecondStepPages.PATH;
        }
        devices.remember(request, response, person.id());
        return back.take(request, response);
    }
}

package io.notifyflow.identity.signin;

import io.notifyflow.credential.SecondFactors;
import io.notifyflow.identity.Arrivals;
import io.notifyflow.identity.Person;
import io.notifyflow.identity.ProviderUser;
import io.notifyflow.identity.SignInRefused;
import io.notifyflow.page.PageWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;

/**
 * Begins a session for whoever has shown who they are; its token is new, and the one that was there ends. Whoever would
 * join an account, become somebody who had a password or link an identity is asked first.
 */
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
    private final Consents consents;
    private final VouchedUsers users;
    private final PageWriter pages;

    Entrance(
            Arrivals arrivals,
            Sessions sessions,
            Cookies cookies,
            SecondFactors factors,
            KnownDevices devices,
            ReturnAddress back,
            Consents consents,
            VouchedUsers users,
            PageWriter pages) {
        this.arrivals = arrivals;
        this.sessions = sessions;
        this.cookies = cookies;
        this.factors = factors;
        this.devices = devices;
        this.back = back;
        this.consents = consents;
        this.users = users;
        this.pages = pages;
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        try {
            if (authentication instanceof OAuth2AuthenticationToken vouched) {
                vouchedFor(request, response, vouched);
            } else if (authentication instanceof SignedIn signedIn) {
                response.sendRedirect(enter(request, response, signedIn.person(), SignInMethod.PASSWORD, null));
            }
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

    private void vouchedFor(HttpServletRequest request, HttpServletResponse response, OAuth2AuthenticationToken vouched)
            throws IOException {
        ProviderUser user = users.user(vouched);
        SignInPurpose purpose = request.getAttribute(AuthorizationCookie.PURPOSE) instanceof SignInPurpose kept
                ? kept
                : SignInPurpose.SIGN_IN;
        boolean asked = purpose.invitation() != null
                || purpose.linkTo() != null
                || arrivals.passwordHolder(user).isPresent();
        if (asked) {
            consents.ask(response, user, purpose);
            return;
        }
        String idToken = vouched.getPrincipal() instanceof OidcUser oidc && users.keepsIdToken(user.provider())
                ? oidc.getIdToken().getTokenValue()
                : null;
        var session = new ProviderSession(user.provider(), idToken);
        response.sendRedirect(enter(request, response, arrivals.signIn(user), SignInMethod.PROVIDER, session));
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
            @Nullable ProviderSession provider) {
        boolean whole = method.whole() || !factors.of(person.id()).any();
        return begin(request, response, person, method, provider, whole);
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
            @Nullable ProviderSession provider,
            boolean whole) {
        cookies.read(request, Cookies.SESSION).ifPresent(sessions::end);
        String agent = request.getHeader(HttpHeaders.USER_AGENT);
        var how = new Sessions.Beginning(method, request.getRemoteAddr(), agent == null ? "" : agent, provider, whole);
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

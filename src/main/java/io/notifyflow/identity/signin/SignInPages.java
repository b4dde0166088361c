package io.notifyflow.identity.signin;

import io.notifyflow.account.Account;
import io.notifyflow.account.Accounts;
import io.notifyflow.account.PublicAddress;
import io.notifyflow.identity.Arrivals;
import io.notifyflow.identity.Invitation;
import io.notifyflow.identity.Invitations;
import io.notifyflow.identity.Person;
import io.notifyflow.identity.SignInRefused;
import io.notifyflow.identity.provider.Providers;
import io.notifyflow.page.PageWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** The pages on which people come in and go out. */
@Controller
class SignInPages {

    private static final int LONGEST_TEXT = 254;
    private static final Pattern EMAIL = Pattern.compile("[^@\\s\\p{Cntrl}]+@[^@\\s\\p{Cntrl}]+");

    private final Providers providers;
    private final Invitations invitations;
    private final Arrivals arrivals;
    private final Accounts accounts;
    private final Passwords passwords;
    private final Sessions sessions;
    private final Cookies cookies;
    private final CsrfTokenRepository formTokens;
    private final Entrance entrance;
    private final PasskeySites sites;
    private final PublicAddress address;
    private final PageWriter pages;

    SignInPages(
            Providers providers,
            Invitations invitations,
            Arrivals arrivals,
            Accounts accounts,
            Passwords passwords,
            Sessions sessions,
            Cookies cookies,
            CsrfTokenRepository formTokens,
            Entrance entrance,
            PasskeySites sites,
            PublicAddress address,
            PageWriter pages) {
        this.providers = providers;
        this.invitations = invitations;
        this.arrivals = arrivals;
        this.accounts = accounts;
        this.passwords = passwords;
        this.sessions = sessions;
        this.cookies = cookies;
        this.formTokens = formTokens;
        this.entrance = entrance;
        this.sites = sites;
        this.address = address;
        this.pages = pages;
    }

    @GetMapping("/sign-in")
    void signIn(Authentication signedIn, HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean failed = request.getParameter("failed") != null;
        boolean again = signedIn instanceof SignedIn;
        if (again && !failed && request.getParameter("again") == null) {
            response.sendRedirect(Entrance.HOME);
            return;
        }
        String problem = !failed
                ? ""
                : "passkey".equals(request.getParameter("failed"))
                        ? "The passkey was not accepted. Try again, or sign in another way."
                        : providers.present()
                                ? request.getParameter("weak") != null
                                        ? "The sign-in at the provider was not strong enough, or too long ago. Sign in there"
                                                + " again, with a second factor."
                                        : "The sign-in did not succeed. Try again. If it fails again, the hub's log has"
                                                + " the reason."
                                : "E-mail address or password is wrong, or there were too many attempts. Try again, if necessary in"
                                        + " a quarter of an hour.";
        pages.write(
                request,
                response,
                failed ? 401 : 200,
                "people/sign-in",
                Map.of(
                        "providers",
                        providers.choices(),
                        "problem",
                        problem,
                        "signedOut",
                        request.getParameter("out") != null,
                        "again",
                        again,
                        "email",
                        signedIn instanceof SignedIn known && known.person().email() != null
                                ? known.person().email()
                                : "",
                        "passkeys",
                        sites.of(request).isPresent()));
    }

    /** Where nobody was sent on to the provider. */
    @GetMapping(SignInRequests.BASE + "/{name}")
    void unavailable(@PathVariable String name, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        boolean known = providers.find(name).isPresent();
        pages.message(
                request,
                response,
                known ? 503 : 404,
                known ? "Not now" : "Not found",
                known
                        ? "The sign-in provider does not answer. Try again in a moment."
                        : "This hub has no sign-in provider of this name.");
    }

    @GetMapping(Invitations.PATH + "{token}")
    void link(@PathVariable String token, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Invitation> invitation = invitations.open(token);
        if (invitation.isEmpty()) {
            refused(request, response, SignInRefused.Reason.LINK);
            return;
        }
        form(request, response, token, invitation.get(), 200, "", "", "");
    }

    private void refused(HttpServletRequest request, HttpServletResponse response, SignInRefused.Reason reason)
            throws IOException {
        pages.message(request, response, 410, "This does not lead in", reason.text());
    }

    private void form(
            HttpServletRequest request,
            HttpServletResponse response,
            String token,
            Invitation invitation,
            int status,
            String email,
            String name,
            String problem)
            throws IOException {
        var model = new HashMap<String, Object>();
        model.put("providers", providers.choices());
        model.put("token", token);
        model.put(
                "account",
                accounts.byId(invitation.account()).map(Account::name).orElse(""));
        model.put("role", invitation.role().text());
        model.put("fixedEmail", invitation.email() == null ? "" : invitation.email());
        model.put("renews", invitation.person() != null);
        model.put("email", email);
        model.put("name", name);
        model.put("problem", problem);
        pages.write(request, response, status, "people/link", model);
    }

    @PostMapping(Invitations.PATH + "{token}")
    void setPassword(
            @PathVariable String token,
            @RequestParam(defaultValue = "") String email,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String password,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Optional<Invitation> invitation = invitations.open(token);
        if (invitation.isEmpty()) {
            refused(request, response, SignInRefused.Reason.LINK);
            return;
        }
        if (providers.present()) {
            pages.message(
                    request, response, 409, "Not with a password", "This hub has a sign-in provider. Sign in there.");
            return;
        }
        String problem = problem(invitation.get(), email.strip(), name.strip(), password);
        if (problem.isEmpty()) {
            problem = enter(token, email.strip(), name.strip(), password, request, response);
        }
        if (!problem.isEmpty()) {
            form(request, response, token, invitation.get(), 422, email, name, problem);
        }
    }

    private String problem(Invitation invitation, String email, String name, String password) {
        if (invitation.email() == null
                && invitation.person() == null
                && (email.length() > LONGEST_TEXT || !EMAIL.matcher(email).matches())) {
            return "Enter your e-mail address.";
        }
        if (name.length() > LONGEST_TEXT || name.chars().anyMatch(Character::isISOControl)) {
            return "Enter a name in one line, or none.";
        }
        String account = accounts.byId(invitation.account()).map(Account::name).orElse("");
        String address = invitation.email() == null ? email : invitation.email();
        return passwords.problem(password, List.of(account, address, name));
    }

    private String enter(
            String token,
            String email,
            String name,
            String password,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        try {
            Person person = arrivals.withPassword(token, email, name.isEmpty() ? null : name, passwords.hash(password));
            String next = entrance.enter(request, response, person, SignInMethod.LINK, null);
            formTokens.saveToken(null, request, response);
            response.sendRedirect(next);
            return "";
        } catch (SignInRefused refused) {
            return refused.reason().text();
        }
    }

    /** Here at once, and at the provider if it offers that. */
    @PostMapping("/sign-out")
    void signOut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<ProviderSession> provider =
                cookies.read(request, Cookies.SESSION).flatMap(sessions::end);
        cookies.clear(response, Cookies.SESSION);
        formTokens.saveToken(null, request, response);
        response.sendRedirect(provider.flatMap(this::signOutAt).orElse("/sign-in?out"));
    }

    /**
     * An ID token in an address would be in the history of the browser and the logs of the provider: it is sent only
     * where a setting says that the provider asks for it.
     *
     * @see <a href="https://openid.net/specs/openid-connect-rpinitiated-1_0.html">RP-Initiated Logout</a>
     */
    private Optional<String> signOutAt(ProviderSession session) {
        return providers.find(session.provider()).flatMap(provider -> provider.signOut()
                .map(place -> {
                    UriComponentsBuilder there = UriComponentsBuilder.fromUri(place)
                            .queryParam("client_id", "{client}")
                            .queryParam("post_logout_redirect_uri", "{back}");
                    boolean hint =
                            session.idToken() != null && provider.options().signOutHint();
                    return (hint ? there.queryParam("id_token_hint", "{token}") : there)
                            .encode()
                            .buildAndExpand(Map.of(
                                    "client",
                                    provider.options().clientId(),
                                    "back",
                                    address.text() + "/sign-in",
                                    "token",
                                    String.valueOf(session.idToken())))
                            .toUriString();
                }));
    }
}

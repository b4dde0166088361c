package io.notifyflow.identity.signin;

import io.notifyflow.account.Account;
import io.notifyflow.account.Accounts;
import io.notifyflow.identity.Arrivals;
import io.notifyflow.identity.Identities;
import io.notifyflow.identity.Invitation;
import io.notifyflow.identity.Invitations;
import io.notifyflow.identity.Person;
import io.notifyflow.identity.ProviderUser;
import io.notifyflow.identity.SignInChoices;
import io.notifyflow.identity.SignInRefused;
import io.notifyflow.page.PageWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Asks whoever comes from a provider before they join an account, become a person who had a password, or link an identity:
 * an address alone, which anybody can make them open, does none of these.
 */
@Controller
class ConsentPages {

    private static final Logger log = LoggerFactory.getLogger(ConsentPages.class);
    private static final String AFTER_LINKING = "/home/sign-in-methods";

    private final Consents consents;
    private final Invitations invitations;
    private final Arrivals arrivals;
    private final Identities identities;
    private final Accounts accounts;
    private final SignInChoices providers;
    private final SessionSettings settings;
    private final Clock clock;
    private final Entrance entrance;
    private final CsrfTokenRepository formTokens;
    private final PageWriter pages;

    ConsentPages(
            Consents consents,
            Invitations invitations,
            Arrivals arrivals,
            Identities identities,
            Accounts accounts,
            SignInChoices providers,
            SessionSettings settings,
            Clock clock,
            Entrance entrance,
            CsrfTokenRepository formTokens,
            PageWriter pages) {
        this.consents = consents;
        this.invitations = invitations;
        this.arrivals = arrivals;
        this.identities = identities;
        this.accounts = accounts;
        this.providers = providers;
        this.settings = settings;
        this.clock = clock;
        this.entrance = entrance;
        this.formTokens = formTokens;
        this.pages = pages;
    }

    /** What the page asks. */
    private record Question(String title, String text, String button) {}

    @GetMapping(Consents.PATH)
    void show(Authentication signedIn, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Consents.Pending> pending = consents.pending(request);
        Optional<Question> question = pending.flatMap(asked -> question(asked, signedIn));
        if (question.isEmpty()) {
            expired(request, response);
            return;
        }
        ProviderUser user = pending.orElseThrow().user();
        pages.write(
                request,
                response,
                200,
                "people/consent",
                Map.of(
                        "title",
                        question.get().title(),
                        "provider",
                        providers.label(user.provider()),
                        "identity",
                        user.label() == null ? user.subject() : String.valueOf(user.label()),
                        "text",
                        question.get().text(),
                        "button",
                        question.get().button()));
    }

    private Optional<Question> question(Consents.Pending pending, Authentication signedIn) {
        ProviderUser user = pending.user();
        String link = pending.purpose().invitation();
        if (link != null) {
            return invitations
                    .open(link)
                    .map(invitation -> new Question(
                            "Join " + name(invitation),
                            "You become " + invitation.role().text() + " of the account " + name(invitation)
                                    + ". Join only if you know who invited you: what you enter there is seen by its people.",
                            "Join"));
        }
        if (pending.purpose().linkTo() != null) {
            return linking(pending, signedIn)
                    .map(person -> new Question(
                            "Link " + providers.label(user.provider()),
                            "From now on, whoever signs in with this identity signs in as " + person.shownName() + ".",
                            "Link"));
        }
        return arrivals.passwordHolder(user)
                .map(person -> new Question(
                        "Continue as " + person.shownName(),
                        "There is a person with this e-mail address here, who had a password. If you continue, you sign"
                                + " in as this person with " + providers.label(user.provider())
                                + " from now on, and the password is removed.",
                        "Continue"));
    }

    private String name(Invitation invitation) {
        return accounts.byId(invitation.account()).map(Account::name).orElse("");
    }

    /** Who is signed in, if it is still the person who wanted to link, and they have signed in lately themselves. */
    private Optional<Person> linking(Consents.Pending pending, Authentication signedIn) {
        return signedIn instanceof SignedIn session
                        && session.person().id().equals(pending.purpose().linkTo())
                        && session.session().filter(this::fresh).isPresent()
                ? Optional.of(session.person())
                : Optional.empty();
    }

    /** The time at the provider is not counted. */
    private boolean fresh(Session session) {
        return session.provenAt().plus(settings.fresh()).plus(Consents.VALID).isAfter(clock.instant());
    }

    @PostMapping(Consents.PATH)
    void agree(Authentication signedIn, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Consents.Pending> pending = consents.pending(request);
        consents.clear(response);
        if (pending.isEmpty() || question(pending.get(), signedIn).isEmpty()) {
            expired(request, response);
            return;
        }
        try {
            response.sendRedirect(carryOut(pending.get(), signedIn, request, response));
        } catch (SignInRefused refused) {
            log.info("A sign-in is refused: {}", refused.reason());
            pages.message(request, response, 403, "Refused", refused.reason().text());
        }
    }

    private String carryOut(
            Consents.Pending pending,
            Authentication signedIn,
            HttpServletRequest request,
            HttpServletResponse response) {
        ProviderUser user = pending.user();
        if (pending.purpose().linkTo() != null) {
            identities.link(linking(pending, signedIn).orElseThrow(), user);
            return AFTER_LINKING;
        }
        String link = pending.purpose().invitation();
        Person person = link == null ? arrivals.adopt(user) : arrivals.join(user, link);
        String next = entrance.enter(
                request, response, person, SignInMethod.PROVIDER, new ProviderSession(user.provider(), null));
        formTokens.saveToken(null, request, response);
        return next;
    }

    @PostMapping(Consents.PATH + "/cancel")
    void cancel(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean linking =
                consents.pending(request).map(asked -> asked.purpose().linkTo()).isPresent();
        consents.clear(response);
        response.sendRedirect(linking ? AFTER_LINKING : "/sign-in");
    }

    private void expired(HttpServletRequest request, HttpServletResponse response) throws IOException {
        consents.clear(response);
        pages.message(
                request,
                response,
                410,
                "Expired",
                "This sign-in has expired, or was finished already. Sign in again; an invitation that was used or is too"
                        + " old needs a new one. To link an identity, sign in again first if you signed in long ago.");
    }
}

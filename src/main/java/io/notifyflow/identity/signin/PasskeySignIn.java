package io.notifyflow.identity.signin;

import io.notifyflow.credential.InvalidPasskey;
import io.notifyflow.credential.Passkeys;
import io.notifyflow.credential.RelyingParty;
import io.notifyflow.identity.People;
import io.notifyflow.identity.Person;
import io.notifyflow.identity.signin.RefusedSignIns.Reason;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Signs people in with a passkey: in place of a password, or after it. */
@Controller
class PasskeySignIn {

    private static final Logger log = LoggerFactory.getLogger(PasskeySignIn.class);
    private static final String PATH = "/sign-in/passkey";

    private final Passkeys passkeys;
    private final PasskeySites sites;
    private final People people;
    private final Sessions sessions;
    private final Cookies cookies;
    private final RefusedSignIns refusals;
    private final Entrance entrance;

    PasskeySignIn(
            Passkeys passkeys,
            PasskeySites sites,
            People people,
            Sessions sessions,
            Cookies cookies,
            RefusedSignIns refusals,
            Entrance entrance) {
        this.passkeys = passkeys;
        this.sites = sites;
        this.people = people;
        this.sessions = sessions;
        this.cookies = cookies;
        this.refusals = refusals;
        this.entrance = entrance;
    }

    /** What the browser is to be asked for. */
    @PostMapping(PATH + "/options")
    void options(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<RelyingParty> site = sites.of(request);
        if (site.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        byte[] options = passkeys.request(
                        site.get(), awaiting(request).map(Person::id).orElse(null))
                .getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/json");
        response.getOutputStream().write(options);
    }

    private Optional<Person> awaiting(HttpServletRequest request) {
        return cookies.read(request, Cookies.SESSION).flatMap(sessions::awaiting);
    }

    @PostMapping(PATH)
    void signIn(
            @RequestParam(defaultValue = "") String sealed,
            @RequestParam(defaultValue = "") String credential,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        UUID awaited = awaiting(request).map(Person::id).orElse(null);
        try {
            RelyingParty site = sites.of(request).orElseThrow();
            UUID owner = passkeys.authenticate(site, awaited, sealed, credential);
            // With a provider there is no password, and what the provider has closed a passkey must not open.
            Optional<Person> person = people.password(owner).flatMap(known -> people.find(known.person()));
            if (person.isPresent()) {
                people.signedIn(owner);
                response.sendRedirect(entrance.enterWhole(
                        request,
                        response,
                        person.get(),
                        awaited == null ? SignInMethod.PASSKEY : SignInMethod.PASSWORD));
                return;
            }
            refusals.record(Reason.WRONG_PASSKEY, request.getRemoteAddr(), owner);
        } catch (InvalidPasskey | java.util.NoSuchElementException refused) {
            log.debug("{}", refused.getMessage());
            refusals.record(Reason.WRONG_PASSKEY, request.getRemoteAddr(), awaited);
        }
        response.sendRedirect(SignInSecurity.SIGN_IN + "?failed=passkey");
    }
}

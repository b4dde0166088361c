package io.notifyflow.identity.signin;

import io.notifyflow.account.AuditLog;
import io.notifyflow.account.CallRates;
import io.notifyflow.account.CallRates.Rate;
import io.notifyflow.credential.AuthenticatorApps;
import io.notifyflow.credential.RecoveryCodes;
import io.notifyflow.credential.SecondFactors;
import io.notifyflow.event.TooManyCalls;
import io.notifyflow.identity.Person;
import io.notifyflow.identity.signin.RefusedSignIns.Reason;
import io.notifyflow.identity.signin.SignInAttempts.Verdict;
import io.notifyflow.page.PageWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page on which somebody who has shown a password shows a second factor. */
@Controller
class SecondStepPages {

    static final String PATH = "/sign-in/second";

    private static final int CODES_A_DAY = 50;
    private static final int MAX_CODE = 100;
    private static final String WRONG =
            "The code is wrong, was used already, or there were too many attempts. Try the next one, if necessary in a"
                    + " quarter of an hour.";

    private final Sessions sessions;
    private final Cookies cookies;
    private final SecondFactors factors;
    private final AuthenticatorApps apps;
    private final RecoveryCodes codes;
    private final SignInAttempts attempts;
    private final KnownDevices devices;
    private final CallRates rates;
    private final RefusedSignIns refusals;
    private final AuditLog audit;
    private final Entrance entrance;
    private final PasskeySites sites;
    private final PageWriter pages;

    SecondStepPages(
            Sessions sessions,
            Cookies cookies,
            SecondFactors factors,
            AuthenticatorApps apps,
            RecoveryCodes codes,
            SignInAttempts attempts,
            KnownDevices devices,
            RefusedSignIns refusals,
            CallRates rates,
            AuditLog audit,
            Entrance entrance,
            PasskeySites sites,
            PageWriter pages) {
        this.sessions = sessions;
        this.cookies = cookies;
        this.factors = factors;
        this.apps = apps;
        this.codes = codes;
        this.attempts = attempts;
        this.devices = devices;
        this.refusals = refusals;
        this.rates = rates;
        this.audit = audit;
        this.entrance = entrance;
        this.sites = sites;
        this.pages = pages;
    }

    @GetMapping(PATH)
    void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Person> person = awaiting(request);
        if (person.isEmpty()) {
            response.sendRedirect(SignInSecurity.SIGN_IN);
            return;
        }
        show(person.get(), request, response, 200, "");
    }

    private Optional<Person> awaiting(HttpServletRequest request) {
        return cookies.read(request, Cookies.SESSION).flatMap(sessions::awaiting);
    }

    private void show(
            Person person, HttpServletRequest request, HttpServletResponse response, int status, String problem)
            throws IOException {
        SecondFactors.Held held = factors.of(person.id());
        pages.write(
                request,
                response,
                status,
                "people/second",
                Map.of(
                        "app",
                        held.app(),
                        "passkeys",
                        held.passkeys() > 0 && sites.of(request).isPresent(),
                        "recovery",
                        held.codes() > 0,
                        "problem",
                        problem));
    }

    @PostMapping(PATH)
    void check(@RequestParam(defaultValue = "") String code, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<Person> awaited = awaiting(request);
        if (awaited.isEmpty()) {
            response.sendRedirect(SignInSecurity.SIGN_IN);
            return;
        }
        Person person = awaited.get();
        String who = person.id().toString();
        SignInOrigin from = SignInOrigin.of(request, devices);
        String device = devices.of(from.device(), person.id()).orElse(null);
        Verdict verdict = attempts.count(who, from.address(), device);
        if (verdict == Verdict.LOOKED_AT && accepted(person, code)) {
            attempts.succeeded(who, from.address(), device);
            response.sendRedirect(entrance.enterWhole(request, response, person, SignInMethod.PASSWORD));
            return;
        }
        if (verdict != Verdict.REFUSED) {
            refusals.record(
                    verdict == Verdict.LOOKED_AT ? Reason.WRONG_CODE : Reason.TOO_MANY_ATTEMPTS,
                    from.address(),
                    person.id());
        }
        show(person, request, response, 401, WRONG);
    }

    /** Six digits are few: whoever has the password must not have thousands of guesses a day. */
    private boolean mayTry(Person person) {
        try {
            rates.take(new Rate("Codes of one person", person.id(), CODES_A_DAY, Duration.ofDays(1)), "too-many-codes");
            return true;
        } catch (TooManyCalls over) {
            return false;
        }
    }

    /** A code of the app, or a recovery code, which are told apart by their form. */
    private boolean accepted(Person person, String code) {
        if (code.isBlank() || code.length() > MAX_CODE) {
            return false;
        }
        if (code.chars().allMatch(each -> Character.isDigit(each) || Character.isWhitespace(each))) {
            return mayTry(person) && apps.accept(person.id(), code);
        }
        boolean taken = codes.take(person.id(), code);
        if (taken) {
            audit.write(
                    person.account(),
                    person.actor(),
                    "person.recovery-code-used",
                    person.id(),
                    Map.of("left", factors.of(person.id()).codes()));
        }
        return taken;
    }
}

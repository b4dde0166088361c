package io.notifyflow.identity.signin;

import io.notifyflow.credential.PasswordRules;
import io.notifyflow.identity.People;
import io.notifyflow.identity.Person;
import io.notifyflow.identity.signin.RefusedSignIns.Reason;
import io.notifyflow.identity.signin.SignInAttempts.Verdict;
import java.text.Normalizer;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Passwords as Argon2id hashes. A check takes 19 MiB and some milliseconds whether there is such a person or not, so a
 * few at a time are enough.
 *
 * @see <a href="https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html">OWASP</a>
 */
@Component
class Passwords {

    private static final int AT_A_TIME = 2;
    private static final int WAIT_SECONDS = 3;
    /** Of a password that nobody knows, so that whoever is not there costs as much time as others. */
    static final String NOBODYS =
            "$argon2id$v=19$m=19456,t=2,p=1$wRFltYKKYk8XBzNsMb1YDA$RdBbCauPrMKQ6cIkTjPD/F678I3msTv5iEqzv5Ncl80";

    private final Argon2PasswordEncoder encoder = new Argon2PasswordEncoder(16, 32, 1, 19 * 1024, 2);
    private final Semaphore places = new Semaphore(AT_A_TIME, true);
    private final People people;
    private final SignInAttempts attempts;
    private final KnownDevices devices;
    private final RefusedSignIns refusals;

    Passwords(People people, SignInAttempts attempts, KnownDevices devices, RefusedSignIns refusals) {
        this.people = people;
        this.attempts = attempts;
        this.devices = devices;
        this.refusals = refusals;
    }

    /** Too many passwords are checked at the moment. */
    static final class Busy extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Busy() {
            super("Too many sign-ins at a time");
        }
    }

    String hash(String password) {
        return inTurn(() -> encoder.encode(normal(password)));
    }

    /** What is wrong with a password that somebody wants to have, as people read it; empty for nothing. */
    String problem(String wanted, Collection<String> context) {
        return inTurn(() -> PasswordRules.problem(wanted, context));
    }

    /** Who signs in with these; empty for whatever is wrong, and for too many attempts. */
    Optional<Person> check(String email, String password, SignInOrigin from) {
        // Nobody is called by the character U+0000, for which PostgreSQL cannot be asked.
        Optional<People.Secret> known = email.indexOf('\0') >= 0 ? Optional.empty() : people.password(email.strip());
        return check(email, known, password, from);
    }

    /** Whether somebody who has signed in shows their password again. */
    boolean check(Person person, String password, SignInOrigin from) {
        return check(person.id().toString(), people.password(person.id()), password, from)
                .isPresent();
    }

    private Optional<Person> check(String who, Optional<People.Secret> known, String password, SignInOrigin from) {
        UUID meant = known.map(People.Secret::person).orElse(null);
        String device = meant == null ? null : devices.of(from.device(), meant).orElse(null);
        Verdict verdict = attempts.count(who, from.address(), device);
        if (verdict != Verdict.LOOKED_AT || password.length() > PasswordRules.MAX_LENGTH) {
            if (verdict != Verdict.REFUSED) {
                refusals.record(
                        verdict == Verdict.LOOKED_AT ? Reason.WRONG_PASSWORD : Reason.TOO_MANY_ATTEMPTS,
                        from.address(),
                        meant);
            }
            return Optional.empty();
        }
        String hash = known.map(People.Secret::hash).orElse(NOBODYS);
        boolean right = inTurn(() -> encoder.matches(normal(password), hash));
        Optional<Person> person = known.filter(secret -> right).flatMap(secret -> people.find(secret.person()));
        person.ifPresentOrElse(
                found -> {
                    attempts.succeeded(who, from.address(), device);
                    people.signedIn(found.id());
                },
                () -> refusals.record(
                        meant == null ? Reason.UNKNOWN_PERSON : Reason.WRONG_PASSWORD, from.address(), meant));
        return person;
    }

    /** The same password typed on another keyboard may be other code points. */
    private static String normal(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC);
    }

    private <T> T inTurn(Supplier<T> work) {
        boolean mine = false;
        try {
            mine = places.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS);
            if (!mine) {
                throw new Busy();
            }
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Busy();
        } finally {
            if (mine) {
                places.release();
            }
        }
    }
}

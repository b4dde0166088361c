package io.notifyflow.identity.signin;

import io.notifyflow.identity.People;
import io.notifyflow.identity.Person;
import java.text.Normalizer;
import java.util.Optional;
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

    static final int SHORTEST = 12;
    static final int LONGEST = 256;

    private static final int AT_A_TIME = 2;
    private static final int WAIT_SECONDS = 3;
    /** Of a password that nobody knows, so that whoever is not there costs as much time as others. */
    static final String NOBODYS =
            "$argon2id$v=19$m=19456,t=2,p=1$wRFltYKKYk8XBzNsMb1YDA$RdBbCauPrMKQ6cIkTjPD/F678I3msTv5iEqzv5Ncl80";

    private final Argon2PasswordEncoder encoder = new Argon2PasswordEncoder(16, 32, 1, 19 * 1024, 2);
    private final Semaphore places = new Semaphore(AT_A_TIME, true);
    private final People people;
    private final SignInAttempts attempts;

    Passwords(People people, SignInAttempts attempts) {
        this.people = people;
        this.attempts = attempts;
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

    /**
     * Who signs in with these; empty for whatever is wrong, and for too many attempts.
     *
     * @param address of the network, from which the attempt comes
     */
    Optional<Person> check(String email, String password, String address) {
        // Nobody is called by the character U+0000, for which PostgreSQL cannot be asked.
        if (password.length() > LONGEST || email.indexOf('\0') >= 0 || !attempts.allowed(email, address)) {
            return Optional.empty();
        }
        Optional<People.Secret> known = people.password(email.strip());
        String hash = known.map(People.Secret::hash).orElse(NOBODYS);
        boolean right = inTurn(() -> encoder.matches(normal(password), hash));
        Optional<Person> person = known.filter(secret -> right).flatMap(secret -> people.find(secret.person()));
        person.ifPresent(found -> {
            attempts.succeeded(email, address);
            people.signedIn(found.id());
        });
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

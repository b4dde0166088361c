package io.notifyflow.credential;

import io.notifyflow.account.PublicAddress;
import io.notifyflow.account.SecretCipher;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The authenticator apps of people: one each, whose secret is encrypted, and whose codes are accepted once. */
@Repository
public class AuthenticatorApps {

    private static final Duration SETUP = Duration.ofMinutes(30);

    private static final String PUT =
            """
            INSERT INTO person_authenticator_app (person_id, secret, last_step, added_at)
            VALUES (:person, :secret, :step, :now)
            ON CONFLICT (person_id) DO UPDATE
            SET secret = excluded.secret, last_step = excluded.last_step, added_at = excluded.added_at,
                last_used_at = NULL
            """;

    private static final String FIND = "SELECT secret FROM person_authenticator_app WHERE person_id = :person";

    /** Of two that show the same code at the same moment, one updates the row. */
    private static final String USE =
            """
            UPDATE person_authenticator_app SET last_step = :step, last_used_at = :now
            WHERE person_id = :person AND last_step < :step
            """;

    private static final String REMOVE = "DELETE FROM person_authenticator_app WHERE person_id = :person";

    private final JdbcClient jdbc;
    private final SecretCipher cipher;
    private final PublicAddress address;
    private final Clock clock;

    AuthenticatorApps(JdbcClient jdbc, SecretCipher cipher, PublicAddress address, Clock clock) {
        this.jdbc = jdbc;
        this.cipher = cipher;
        this.address = address;
        this.clock = clock;
    }

    /**
     * What an app is set up with.
     *
     * @param key    in Base32, to be typed where no camera is
     * @param uri    the same as an app reads it from a QR code
     * @param sealed the same for {@link #confirm}, encrypted, so that nothing is stored before a code was shown
     */
    public record Setup(String key, String uri, String sealed) {

        @Override
        public String toString() {
            return "Setup[]";
        }
    }

    /**
     * A new secret, which is stored with the first code that is made of it.
     *
     * @param name what the app calls the person
     */
    public Setup begin(UUID person, String name) {
        String key = Base32.encode(OneTimeCodes.newSecret());
        return setup(key, name, seal(person, key));
    }

    /** The same secret again, for a page that shows what was wrong with the code; a new one if it is too old. */
    public Setup resume(UUID person, String name, String sealed) {
        return open(person, sealed).map(key -> setup(key, name, sealed)).orElseGet(() -> begin(person, name));
    }

    private Setup setup(String key, String name, String sealed) {
        String issuer = "NotifyFlow " + address.authority();
        return new Setup(
                key,
                "otpauth://totp/" + encode(issuer) + ":" + encode(name) + "?secret=" + key + "&issuer="
                        + encode(issuer) + "&algorithm=SHA1&digits=" + OneTimeCodes.DIGITS + "&period="
                        + OneTimeCodes.STEP,
                sealed);
    }

    /** Apps show a plus as a plus. */
    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String seal(UUID person, String key) {
        String text = "app " + person + " " + clock.instant().plus(SETUP).getEpochSecond() + " " + key;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cipher.encrypt(text));
    }

    private Optional<String> open(UUID person, String sealed) {
        try {
            String[] parts =
                    cipher.decrypt(Base64.getUrlDecoder().decode(sealed)).split(" ", -1);
            boolean valid = parts.length == 4
                    && parts[0].equals("app")
                    && parts[1].equals(person.toString())
                    && Instant.ofEpochSecond(Long.parseLong(parts[2])).isAfter(clock.instant());
            return valid ? Optional.of(parts[3]) : Optional.empty();
        } catch (IllegalArgumentException | IllegalStateException forged) {
            return Optional.empty();
        }
    }

    /** Sets the app up, in place of a former one, if it shows the right code. */
    public boolean confirm(UUID person, String sealed, String code) {
        Optional<byte[]> secret = open(person, sealed).map(Base32::decode);
        Instant now = clock.instant();
        OptionalLong step =
                secret.map(known -> OneTimeCodes.match(known, code, now)).orElse(OptionalLong.empty());
        if (secret.isEmpty() || step.isEmpty()) {
            return false;
        }
        jdbc.sql(PUT)
                .param("person", person)
                .param("secret", cipher.encrypt(Base32.encode(secret.get())))
                .param("step", step.getAsLong())
                .param("now", time(now))
                .update();
        return true;
    }

    /** Whether the person's app shows this code; the same code is refused from then on. */
    public boolean accept(UUID person, String code) {
        Instant now = clock.instant();
        OptionalLong step = jdbc.sql(FIND)
                .param("person", person)
                .query((row, index) -> row.getBytes("secret"))
                .optional()
                .map(secret -> OneTimeCodes.match(Base32.decode(cipher.decrypt(secret)), code, now))
                .orElse(OptionalLong.empty());
        return step.isPresent()
                && jdbc.sql(USE)
                                .param("person", person)
                                .param("step", step.getAsLong())
                                .param("now", time(now))
                                .update()
                        == 1;
    }

    public boolean remove(UUID person) {
        return jdbc.sql(REMOVE).param("person", person).update() == 1;
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}

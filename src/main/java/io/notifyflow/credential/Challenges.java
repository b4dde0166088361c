package io.notifyflow.credential;

import io.notifyflow.account.ApiKeys;
import io.notifyflow.account.SecretCipher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.stereotype.Repository;

/**
 * What passkeys are asked to sign. A challenge travels encrypted through the browser, so that any hub can check the
 * answer and nobody without an account makes a row; once it was answered, it is stored as used.
 */
@Repository
class Challenges {

    private static final Duration VALID = Duration.ofMinutes(10);

    private static final String USE =
            "INSERT INTO used_challenge (hash, used_at) VALUES (:hash, :now) ON CONFLICT DO NOTHING";

    private static final String FORGET = "DELETE FROM used_challenge WHERE used_at < :before";

    private final JdbcClient jdbc;
    private final SecretCipher cipher;
    private final Clock clock;

    Challenges(JdbcClient jdbc, SecretCipher cipher, Clock clock) {
        this.jdbc = jdbc;
        this.cipher = cipher;
        this.clock = clock;
    }

    /**
     * Encrypts a challenge for the browser.
     *
     * @param purpose without spaces; what {@link #open} must name again
     */
    String seal(String purpose, Bytes challenge) {
        long until = clock.instant().plus(VALID).getEpochSecond();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        cipher.encrypt("challenge " + purpose + " " + until + " " + challenge.toBase64UrlString()));
    }

    /** The challenge; empty for one that is too old, was changed, or was made for something else. */
    Optional<Bytes> open(String purpose, String sealed) {
        try {
            String[] parts =
                    cipher.decrypt(Base64.getUrlDecoder().decode(sealed)).split(" ", -1);
            boolean valid = parts.length == 4
                    && parts[0].equals("challenge")
                    && parts[1].equals(purpose)
                    && Instant.ofEpochSecond(Long.parseLong(parts[2])).isAfter(clock.instant());
            return valid ? Optional.of(Bytes.fromBase64(parts[3])) : Optional.empty();
        } catch (IllegalArgumentException | IllegalStateException forged) {
            return Optional.empty();
        }
    }

    /** Whether this is the first valid answer to the challenge. */
    boolean use(Bytes challenge) {
        return jdbc.sql(USE)
                        .param("hash", ApiKeys.hash(challenge.toBase64UrlString()))
                        .param("now", time(clock.instant()))
                        .update()
                == 1;
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT15M")
    void forget() {
        jdbc.sql(FORGET)
                .param("before", time(clock.instant().minus(VALID.multipliedBy(2))))
                .update();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}

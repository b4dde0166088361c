package io.notifyflow.identity.signin;

import io.notifyflow.account.ApiKeys;
import io.notifyflow.event.ClientAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

/**
 * Counts attempts with a password over all hubs, before the password is looked at, so that many at a time are counted,
 * too. An attempt that succeeds takes back what was counted against its e-mail address, and itself.
 */
@Repository
class SignInAttempts {

    static final int PER_EMAIL = 10;
    /** Many people may share one. */
    static final int PER_ADDRESS = 100;

    static final Duration WINDOW = Duration.ofMinutes(15);

    private static final String COUNT =
            """
            INSERT INTO sign_in_attempt AS a (bucket, attempts, since) VALUES (:bucket, 1, :now)
            ON CONFLICT (bucket) DO UPDATE
            SET attempts = CASE WHEN a.since <= :window THEN 1 ELSE a.attempts + 1 END,
                since = CASE WHEN a.since <= :window THEN :now ELSE a.since END
            RETURNING attempts
            """;

    private static final String FORGIVE = "DELETE FROM sign_in_attempt WHERE bucket = :bucket";

    private static final String GIVE_BACK = "UPDATE sign_in_attempt SET attempts = attempts - 1 WHERE bucket = :bucket";

    private static final String FORGET = "DELETE FROM sign_in_attempt WHERE since <= :window";

    private final JdbcClient jdbc;
    private final Clock clock;

    SignInAttempts(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    boolean allowed(String email, String address) {
        boolean byEmail = count(ofEmail(email)) <= PER_EMAIL;
        return count(ofAddress(address)) <= PER_ADDRESS && byEmail;
    }

    void succeeded(String email, String address) {
        jdbc.sql(FORGIVE).param("bucket", ApiKeys.hash(ofEmail(email))).update();
        jdbc.sql(GIVE_BACK).param("bucket", ApiKeys.hash(ofAddress(address))).update();
    }

    private int count(String bucket) {
        Instant now = clock.instant();
        return jdbc.sql(COUNT)
                .param("bucket", ApiKeys.hash(bucket))
                .param("now", time(now))
                .param("window", time(now.minus(WINDOW)))
                .query(Integer.class)
                .single();
    }

    private static String ofEmail(String email) {
        return "email " + email.strip().toLowerCase(Locale.ROOT);
    }

    private static String ofAddress(String address) {
        return "address " + ClientAddress.of(address).network();
    }

    @Scheduled(fixedDelayString = "PT15M", initialDelayString = "PT15M")
    void forget() {
        jdbc.sql(FORGET).param("window", time(clock.instant().minus(WINDOW))).update();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}

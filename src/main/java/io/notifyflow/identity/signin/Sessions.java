package io.notifyflow.identity.signin;

import io.notifyflow.account.ApiKeys;
import io.notifyflow.account.KeyForm;
import io.notifyflow.account.SecretCipher;
import io.notifyflow.identity.People;
import io.notifyflow.identity.Person;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

/** Sessions of people, in the database, so that every hub knows them and none outlives its person. */
@Repository
class Sessions {

    private static final KeyForm TOKEN = new KeyForm("nfp_");
    /** A row is not written for each request. */
    private static final Duration TOUCHED = Duration.ofMinutes(1);

    private static final String BEGIN =
            """
            INSERT INTO person_session (token_hash, person_id, id_token, started_at, last_used_at)
            VALUES (:hash, :person, :token, :now, :now)
            """;

    private static final String FIND =
            """
            SELECT person_id, last_used_at FROM person_session
            WHERE token_hash = :hash AND last_used_at > :idle AND started_at > :longest
            """;

    private static final String TOUCH = "UPDATE person_session SET last_used_at = :now WHERE token_hash = :hash";

    private static final String END = "DELETE FROM person_session WHERE token_hash = :hash RETURNING id_token";

    private static final String FORGET =
            "DELETE FROM person_session WHERE last_used_at <= :idle OR started_at <= :longest";

    private final JdbcClient jdbc;
    private final People people;
    private final SecretCipher cipher;
    private final SessionSettings settings;
    private final Clock clock;

    Sessions(JdbcClient jdbc, People people, SecretCipher cipher, SessionSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.people = people;
        this.cipher = cipher;
        this.settings = settings;
        this.clock = clock;
    }

    private record Found(UUID person, Instant lastUsed) {}

    /**
     * @param idToken of the provider; null without one
     * @return the token of the session, which only the cookie holds
     */
    String begin(Person person, @Nullable String idToken) {
        String token = TOKEN.generate();
        jdbc.sql(BEGIN)
                .param("hash", ApiKeys.hash(token))
                .param("person", person.id())
                .param("token", idToken == null ? null : cipher.encrypt(idToken), Types.BINARY)
                .param("now", time(clock.instant()))
                .update();
        return token;
    }

    Optional<Person> find(String token) {
        if (!TOKEN.fits(token)) {
            return Optional.empty();
        }
        byte[] hash = ApiKeys.hash(token);
        Instant now = clock.instant();
        return jdbc.sql(FIND)
                .param("hash", hash)
                .param("idle", time(now.minus(settings.idle())))
                .param("longest", time(now.minus(settings.longest())))
                .query((row, index) -> new Found(
                        row.getObject("person_id", UUID.class),
                        row.getObject("last_used_at", OffsetDateTime.class).toInstant()))
                .optional()
                .flatMap(found -> {
                    if (found.lastUsed().plus(TOUCHED).isBefore(now)) {
                        jdbc.sql(TOUCH)
                                .param("hash", hash)
                                .param("now", time(now))
                                .update();
                    }
                    return people.find(found.person());
                });
    }

    /**
     * Ends a session at once, on every hub.
     *
     * @return the provider's ID token with which it began
     */
    Optional<String> end(String token) {
        return jdbc.sql(END)
                .param("hash", ApiKeys.hash(token))
                .query((row, index) -> Optional.ofNullable(row.getBytes("id_token")))
                .optional()
                .flatMap(encrypted -> encrypted)
                .map(cipher::decrypt);
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT5M")
    void forget() {
        Instant now = clock.instant();
        jdbc.sql(FORGET)
                .param("idle", time(now.minus(settings.idle())))
                .param("longest", time(now.minus(settings.longest())))
                .update();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}

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

    /** How long somebody who has shown a password has to show a second factor. */
    static final Duration SECOND_STEP = Duration.ofMinutes(10);

    private static final KeyForm TOKEN = new KeyForm("nfp_");
    /** A row is not written for each request. */
    private static final Duration TOUCHED = Duration.ofMinutes(1);

    private static final int MAX_USER_AGENT = 400;

    private static final String BEGIN =
            """
            INSERT INTO person_session (token_hash, person_id, provider, id_token, method, address, user_agent, complete,
                                        started_at, last_used_at, proven_at)
            VALUES (:hash, :person, :provider, :token, :method, :address, :agent, :complete, :now, :now, :now)
            """;

    private static final String END_SURPLUS =
            """
            DELETE FROM person_session WHERE token_hash IN (
              SELECT token_hash FROM person_session WHERE person_id = :person AND complete
              ORDER BY last_used_at DESC, started_at DESC OFFSET :most)
            """;

    private static final String FIND =
            """
            SELECT id, person_id, method, proven_at, last_used_at FROM person_session
            WHERE token_hash = :hash AND complete AND last_used_at > :idle AND started_at > :longest
            """;

    private static final String FIND_AWAITING =
            """
            SELECT person_id FROM person_session
            WHERE token_hash = :hash AND NOT complete AND started_at > :earliest
            """;

    private static final String TOUCH = "UPDATE person_session SET last_used_at = :now WHERE token_hash = :hash";

    private static final String END =
            "DELETE FROM person_session WHERE token_hash = :hash RETURNING provider, id_token";

    private static final String FORGET =
            """
            DELETE FROM person_session
            WHERE last_used_at <= :idle OR started_at <= :longest OR (NOT complete AND started_at <= :earliest)
            """;

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

    /**
     * What a session begins with.
     *
     * @param address   of the network
     * @param userAgent as the browser names itself
     * @param provider  with which the person has signed in; null without one
     * @param complete  false if it awaits a second factor, and opens nothing until then
     */
    record Beginning(
            SignInMethod method,
            String address,
            String userAgent,
            @Nullable ProviderSession provider,
            boolean complete) {

        @Override
        public String toString() {
            return "Beginning[" + method + "]";
        }
    }

    private record Found(UUID id, UUID person, SignInMethod method, Instant provenAt, Instant lastUsed) {}

    /**
     * @return the token of the session, which only the cookie holds
     */
    String begin(Person person, Beginning how) {
        String token = TOKEN.generate();
        ProviderSession provider = how.provider();
        String idToken = provider == null ? null : provider.idToken();
        jdbc.sql(BEGIN)
                .param("hash", ApiKeys.hash(token))
                .param("person", person.id())
                .param("provider", provider == null ? null : provider.provider(), Types.VARCHAR)
                .param("token", idToken == null ? null : cipher.encrypt(idToken), Types.BINARY)
                .param("method", how.method().text())
                .param("address", how.address())
                .param("agent", line(how.userAgent()))
                .param("complete", how.complete())
                .param("now", time(clock.instant()))
                .update();
        if (how.complete()) {
            jdbc.sql(END_SURPLUS)
                    .param("person", person.id())
                    .param("most", settings.perPerson())
                    .update();
        }
        return token;
    }

    private static String line(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ").strip();
        return line.substring(
                0, line.offsetByCodePoints(0, Math.min(line.codePointCount(0, line.length()), MAX_USER_AGENT)));
    }

    Optional<Person> find(String token) {
        return open(token).map(Session::person);
    }

    Optional<Session> open(String token) {
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
                        row.getObject("id", UUID.class),
                        row.getObject("person_id", UUID.class),
                        SignInMethod.of(row.getString("method")),
                        row.getObject("proven_at", OffsetDateTime.class).toInstant(),
                        row.getObject("last_used_at", OffsetDateTime.class).toInstant()))
                .optional()
                .flatMap(found -> {
                    if (found.lastUsed().plus(TOUCHED).isBefore(now)) {
                        jdbc.sql(TOUCH)
                                .param("hash", hash)
                                .param("now", time(now))
                                .update();
                    }
                    return people.find(found.person())
                            .map(person -> new Session(found.id(), person, found.method(), found.provenAt()));
                });
    }

    /** Who has shown a password, and no second factor yet. */
    Optional<Person> awaiting(String token) {
        return TOKEN.fits(token)
                ? jdbc.sql(FIND_AWAITING)
                        .param("hash", ApiKeys.hash(token))
                        .param("earliest", time(clock.instant().minus(SECOND_STEP)))
                        .query(UUID.class)
                        .optional()
                        .flatMap(people::find)
                : Optional.empty();
    }

    /**
     * Ends a session at once, on every hub.
     *
     * @return the provider with which it began
     */
    Optional<ProviderSession> end(String token) {
        return jdbc.sql(END)
                .param("hash", ApiKeys.hash(token))
                .query((row, index) -> provider(row.getString("provider"), row.getBytes("id_token")))
                .optional()
                .flatMap(provider -> provider);
    }

    private Optional<ProviderSession> provider(@Nullable String provider, byte @Nullable [] idToken) {
        return provider == null
                ? Optional.empty()
                : Optional.of(new ProviderSession(provider, idToken == null ? null : cipher.decrypt(idToken)));
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT5M")
    void forget() {
        Instant now = clock.instant();
        jdbc.sql(FORGET)
                .param("idle", time(now.minus(settings.idle())))
                .param("longest", time(now.minus(settings.longest())))
                .param("earliest", time(now.minus(SECOND_STEP)))
                .update();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}

package io.notifyflow.identity;

import io.notifyflow.account.ApiKeys;
import io.notifyflow.account.KeyForm;
import io.notifyflow.account.PublicAddress;
import io.notifyflow.event.EventIds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

/** Links that are valid once: whoever takes one deletes it. */
@Repository
public class Invitations {

    /** Where the links lead. */
    public static final String PATH = "/sign-in/link/";

    private static final KeyForm TOKEN = new KeyForm("nfl_");

    private static final String ADD =
            """
            INSERT INTO invitation (id, account_id, token_hash, email, role, person_id, made_at, expires_at,
                                    resets_second_factor)
            VALUES (:id, :account, :hash, :email, :role, :person, :now, :expires, :resets)
            """;

    private static final String FIND = "SELECT * FROM invitation WHERE token_hash = :hash AND expires_at > :now";

    private static final String TAKE =
            "DELETE FROM invitation WHERE token_hash = :hash AND expires_at > :now RETURNING *";

    private static final String LIST =
            """
            SELECT * FROM invitation WHERE account_id = :account AND email IS NOT NULL AND person_id IS NULL
            AND expires_at > :now ORDER BY id
            """;

    private static final String AWAITED =
            "SELECT EXISTS (SELECT FROM invitation WHERE lower(email) = lower(:email) AND expires_at > :now)";

    private static final String WITHDRAW = "DELETE FROM invitation WHERE id = :id AND account_id = :account";

    private static final String FORGET = "DELETE FROM invitation WHERE expires_at < :now";

    private final JdbcClient jdbc;
    private final PublicAddress address;
    private final Clock clock;

    Invitations(JdbcClient jdbc, PublicAddress address, Clock clock) {
        this.jdbc = jdbc;
        this.address = address;
        this.clock = clock;
    }

    /**
     * A link that was made a moment ago.
     *
     * @param link the only time it can be shown
     */
    record Made(Invitation invitation, String link) {

        @Override
        public String toString() {
            return "Made[" + invitation.id() + "]";
        }
    }

    Made make(UUID account, @Nullable String email, Role role, @Nullable UUID person, Duration validFor) {
        return make(account, email, role, person, validFor, false);
    }

    /**
     * @param resets whether it also removes the second factors of the person
     */
    Made make(
            UUID account, @Nullable String email, Role role, @Nullable UUID person, Duration validFor, boolean resets) {
        String token = TOKEN.generate();
        Instant now = clock.instant();
        var made = new Invitation(EventIds.next(), account, email, role, person, now, now.plus(validFor), resets);
        jdbc.sql(ADD)
                .param("id", made.id())
                .param("account", account)
                .param("hash", ApiKeys.hash(token))
                .param("email", email, Types.VARCHAR)
                .param("role", role.text())
                .param("person", person, Types.OTHER)
                .param("now", time(now))
                .param("expires", time(made.expiresAt()))
                .param("resets", resets)
                .update();
        return new Made(made, address.text() + PATH + token);
    }

    /** What a link is for; it stays valid. */
    public Optional<Invitation> open(String token) {
        return find(FIND, token);
    }

    /** What a link is for; nobody else gets it from now on. */
    Optional<Invitation> take(String token) {
        return find(TAKE, token);
    }

    private Optional<Invitation> find(String sql, String token) {
        return TOKEN.fits(token)
                ? jdbc.sql(sql)
                        .param("hash", ApiKeys.hash(token))
                        .param("now", time(clock.instant()))
                        .query(Invitations::invitation)
                        .optional()
                : Optional.empty();
    }

    /** Those that await somebody. */
    List<Invitation> list(UUID account) {
        return jdbc.sql(LIST)
                .param("account", account)
                .param("now", time(clock.instant()))
                .query(Invitations::invitation)
                .list();
    }

    /** Whether any account awaits this address. */
    boolean await(String email) {
        return jdbc.sql(AWAITED)
                .param("email", email)
                .param("now", time(clock.instant()))
                .query(Boolean.class)
                .single();
    }

    boolean withdraw(UUID account, UUID id) {
        return jdbc.sql(WITHDRAW).param("id", id).param("account", account).update() == 1;
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT10M")
    void forget() {
        jdbc.sql(FORGET).param("now", time(clock.instant())).update();
    }

    private static Invitation invitation(ResultSet row, int index) throws SQLException {
        return new Invitation(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getString("email"),
                Role.of(row.getString("role")).orElseThrow(),
                row.getObject("person_id", UUID.class),
                row.getObject("made_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("resets_second_factor"));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}

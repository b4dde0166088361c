package io.notifyflow.identity;

import io.notifyflow.event.EventIds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of people, tombstones included. */
@Repository
class PersonStore {

    private static final String COLUMNS =
            """
            SELECT p.*, a.closed_at IS NOT NULL AS closed,
                   EXISTS (SELECT FROM person_identity i WHERE i.person_id = p.id) AS linked
            FROM person p LEFT JOIN account a ON a.id = p.account_id
            """;

    /** Whether an owner is the last one must not be asked by two at a time. */
    private static final String LOCK_ACCOUNT = "SELECT id FROM account WHERE id = :account FOR NO KEY UPDATE";

    private static final String ADD =
            """
            INSERT INTO person (id, account_id, email, name, role, state, password_hash, provider_updated_at,
                                created_at)
            VALUES (:id, :account, :email, :name, :role, :state, :password, :updated, :now)
            """;

    private static final String JOIN =
            """
            UPDATE person SET account_id = :account, role = :role, password_hash = NULL
            WHERE id = :id
            """;

    private static final String RENAME =
            """
            UPDATE person SET email = coalesce(:email, email), name = coalesce(:name, name)
            WHERE id = :id AND (coalesce(:email, email) IS DISTINCT FROM email
                                OR coalesce(:name, name) IS DISTINCT FROM name)
            """;

    private static final String DESCRIBE =
            "UPDATE person SET email = :email, name = :name, provider_updated_at = :updated WHERE id = :id";

    private static final String SIGNED_IN = "UPDATE person SET last_sign_in_at = :now WHERE id = :id";

    private static final String SET_PASSWORD = "UPDATE person SET password_hash = :password WHERE id = :id";

    private static final String FIND_PASSWORD =
            """
            SELECT p.id, p.password_hash FROM person p JOIN account a ON a.id = p.account_id
            WHERE lower(p.email) = lower(:email) AND p.password_hash IS NOT NULL AND p.state = 'active'
            AND NOT p.banned AND a.closed_at IS NULL
            """;

    private static final String PASSWORD_OF =
            """
            SELECT p.id, p.password_hash FROM person p JOIN account a ON a.id = p.account_id
            WHERE p.id = :id AND p.password_hash IS NOT NULL AND p.state = 'active' AND NOT p.banned
            AND a.closed_at IS NULL
            """;

    private static final String SET_ROLE = "UPDATE person SET role = :role WHERE id = :id";

    private static final String ANONYMISE =
            "UPDATE person SET state = :state, email = NULL, name = NULL, password_hash = NULL WHERE id = :id";

    private static final String END_SESSIONS = "DELETE FROM person_session WHERE person_id = :id";

    private static final String SET_BANNED = "UPDATE person SET banned = :banned WHERE id = :id AND banned <> :banned";

    private static final String END_LINKS = "DELETE FROM invitation WHERE person_id = :id";

    private static final List<String> SECOND_FACTORS = List.of(
            "DELETE FROM passkey WHERE person_id = :id",
            "DELETE FROM person_authenticator_app WHERE person_id = :id",
            "DELETE FROM recovery_code WHERE person_id = :id");

    private static final String FORGET_REFUSED_SIGN_INS =
            """
            UPDATE audit_entry SET details = details - 'address'
            WHERE account_id = :account AND target_id = :id AND action = 'person.sign-in-refused'
            """;

    private static final String ANONYMISE_AUDIT =
            """
            UPDATE audit_entry SET actor_name = 'former person'
            WHERE account_id = :account AND actor_kind = 'person' AND actor_id = :id
            """;

    private final JdbcClient jdbc;

    PersonStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A row as it is.
     *
     * @param account null for somebody who has never signed in
     * @param state   {@code active}, or a tombstone: {@code removed} by an owner, {@code deleted} at the provider
     * @param banned  whether the provider lets nobody in as them for now
     */
    record Row(
            UUID id,
            @Nullable UUID account,
            @Nullable String email,
            @Nullable String name,
            Role role,
            String state,
            boolean banned,
            boolean closed,
            boolean linked,
            @Nullable Instant providerUpdatedAt,
            Instant createdAt,
            @Nullable Instant lastSignInAt) {

        boolean active() {
            return state.equals("active");
        }

        Optional<Person> person() {
            return banned ? Optional.empty() : listed();
        }

        /** Also somebody who is banned belongs to the account. */
        Optional<Person> listed() {
            return account == null || !active() || closed
                    ? Optional.empty()
                    : Optional.of(new Person(id, account, email, name, role, linked, createdAt, lastSignInAt));
        }
    }

    /** What is decided by several rows of a person is decided by one transaction at a time. */
    void lock(UUID person) {
        jdbc.sql("SELECT id FROM person WHERE id = :id FOR NO KEY UPDATE")
                .param("id", person)
                .query(row -> {});
    }

    void lockAccount(UUID account) {
        jdbc.sql(LOCK_ACCOUNT).param("account", account).query(row -> {});
    }

    Optional<Row> byId(UUID id) {
        return jdbc.sql(COLUMNS + "WHERE p.id = :id")
                .param("id", id)
                .query(PersonStore::row)
                .optional();
    }

    /** Somebody with a password, whatever the case of their address. */
    Optional<Row> localByEmail(String email) {
        return jdbc.sql(COLUMNS + "WHERE lower(p.email) = lower(:email) AND p.password_hash IS NOT NULL")
                .param("email", email)
                .query(PersonStore::row)
                .optional();
    }

    List<Row> inAccount(UUID account) {
        return jdbc.sql(COLUMNS + "WHERE p.account_id = :account AND p.state = 'active' ORDER BY p.created_at, p.id")
                .param("account", account)
                .query(PersonStore::row)
                .list();
    }

    /** A person with a password or, beside this row, an identity; or a tombstone. */
    UUID add(
            @Nullable UUID account,
            @Nullable String email,
            @Nullable String name,
            Role role,
            String state,
            @Nullable String password,
            @Nullable Instant updated,
            Instant now) {
        UUID id = EventIds.next();
        jdbc.sql(ADD)
                .param("id", id)
                .param("account", account, Types.OTHER)
                .param("email", email, Types.VARCHAR)
                .param("name", name, Types.VARCHAR)
                .param("role", role.text())
                .param("state", state)
                .param("password", password, Types.VARCHAR)
                .param("updated", time(updated), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("now", time(now))
                .update();
        return id;
    }

    void join(UUID id, UUID account, Role role) {
        jdbc.sql(JOIN)
                .param("id", id)
                .param("account", account)
                .param("role", role.text())
                .update();
    }

    /** What is null stays as it is. */
    void rename(UUID id, @Nullable String email, @Nullable String name) {
        jdbc.sql(RENAME)
                .param("id", id)
                .param("email", email, Types.VARCHAR)
                .param("name", name, Types.VARCHAR)
                .update();
    }

    void describe(UUID id, @Nullable String email, @Nullable String name, Instant updated) {
        jdbc.sql(DESCRIBE)
                .param("id", id)
                .param("email", email, Types.VARCHAR)
                .param("name", name, Types.VARCHAR)
                .param("updated", time(updated))
                .update();
    }

    void signedIn(UUID id, Instant now) {
        jdbc.sql(SIGNED_IN).param("id", id).param("now", time(now)).update();
    }

    void setPassword(UUID id, String hash) {
        jdbc.sql(SET_PASSWORD).param("id", id).param("password", hash).update();
    }

    /** Who signs in with that address, and the hash of their password. */
    Optional<People.Secret> password(String email) {
        return jdbc.sql(FIND_PASSWORD)
                .param("email", email)
                .query((row, index) ->
                        new People.Secret(row.getObject("id", UUID.class), row.getString("password_hash")))
                .optional();
    }

    /** The hash of somebody's password. */
    Optional<People.Secret> password(UUID id) {
        return jdbc.sql(PASSWORD_OF)
                .param("id", id)
                .query((row, index) ->
                        new People.Secret(row.getObject("id", UUID.class), row.getString("password_hash")))
                .optional();
    }

    /** Whoever signs in has neither passkeys nor codes from then on. */
    void removeSecondFactors(UUID id) {
        SECOND_FACTORS.forEach(sql -> jdbc.sql(sql).param("id", id).update());
    }

    void setRole(UUID id, Role role) {
        jdbc.sql(SET_ROLE).param("id", id).param("role", role.text()).update();
    }

    /** Nothing about the person stays but their id, and what the provider calls them. */
    void anonymise(Row person, String state) {
        jdbc.sql(ANONYMISE).param("id", person.id()).param("state", state).update();
        endSessions(person.id());
        removeSecondFactors(person.id());
        jdbc.sql("UPDATE person_identity SET label = NULL WHERE person_id = :id")
                .param("id", person.id())
                .update();
        jdbc.sql(END_LINKS).param("id", person.id()).update();
        if (person.account() != null) {
            jdbc.sql(FORGET_REFUSED_SIGN_INS)
                    .param("id", person.id())
                    .param("account", person.account())
                    .update();
            jdbc.sql(ANONYMISE_AUDIT)
                    .param("id", person.id())
                    .param("account", person.account())
                    .update();
        }
    }

    /**
     * Lets nobody in as this person any more, or again.
     *
     * @return whether that is a change
     */
    boolean setBanned(UUID id, boolean banned) {
        boolean changed =
                jdbc.sql(SET_BANNED).param("id", id).param("banned", banned).update() == 1;
        if (changed && banned) {
            endSessions(id);
        }
        return changed;
    }

    void endSessions(UUID id) {
        jdbc.sql(END_SESSIONS).param("id", id).update();
    }

    private static Row row(ResultSet row, int index) throws SQLException {
        return new Row(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getString("email"),
                row.getString("name"),
                Role.of(row.getString("role")).orElseThrow(),
                row.getString("state"),
                row.getBoolean("banned"),
                row.getBoolean("closed"),
                row.getBoolean("linked"),
                instant(row, "provider_updated_at"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "last_sign_in_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}

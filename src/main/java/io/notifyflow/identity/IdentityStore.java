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

/** The rows of what providers call people. */
@Repository
class IdentityStore {

    /** Two sign-ins of one identity, and what its provider reports of it, come one after the other. */
    private static final String LOCK =
            "SELECT pg_advisory_xact_lock(hashtextextended('person ' || :provider || ' ' || :subject, 0))";

    private static final String ADD =
            """
            INSERT INTO person_identity (id, person_id, provider, subject, label, linked_at)
            VALUES (:id, :person, :provider, :subject, :label, :now)
            """;

    private static final String USED =
            """
            UPDATE person_identity SET last_sign_in_at = :now, label = coalesce(:label, label)
            WHERE provider = :provider AND subject = :subject
            """;

    private static final String OF_PERSON =
            "SELECT * FROM person_identity WHERE person_id = :person ORDER BY linked_at, id";

    private final JdbcClient jdbc;

    IdentityStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void lock(String provider, String subject) {
        jdbc.sql(LOCK).param("provider", provider).param("subject", subject).query(row -> {});
    }

    /** Whose identity it is, tombstones included. */
    Optional<UUID> person(String provider, String subject) {
        return jdbc.sql("SELECT person_id FROM person_identity WHERE provider = :provider AND subject = :subject")
                .param("provider", provider)
                .param("subject", subject)
                .query(UUID.class)
                .optional();
    }

    /** The earliest first. */
    List<PersonIdentity> of(UUID person) {
        return jdbc.sql(OF_PERSON)
                .param("person", person)
                .query(IdentityStore::identity)
                .list();
    }

    void add(UUID person, String provider, String subject, @Nullable String label, Instant now) {
        jdbc.sql(ADD)
                .param("id", EventIds.next())
                .param("person", person)
                .param("provider", provider)
                .param("subject", subject)
                .param("label", label, Types.VARCHAR)
                .param("now", time(now))
                .update();
    }

    /** Somebody signs in with it. */
    void used(ProviderUser user, Instant now) {
        jdbc.sql(USED)
                .param("provider", user.provider())
                .param("subject", user.subject())
                .param("label", user.label(), Types.VARCHAR)
                .param("now", time(now))
                .update();
    }

    /** For whoever was removed and is invited again: the identity belongs to a new row. */
    void release(String provider, String subject) {
        jdbc.sql("DELETE FROM person_identity WHERE provider = :provider AND subject = :subject")
                .param("provider", provider)
                .param("subject", subject)
                .update();
    }

    /** Whether there was one. */
    boolean remove(UUID person, UUID id) {
        return jdbc.sql("DELETE FROM person_identity WHERE id = :id AND person_id = :person")
                        .param("id", id)
                        .param("person", person)
                        .update()
                == 1;
    }

    /** Sessions that began with a provider. */
    void endSessions(UUID person, String provider) {
        jdbc.sql("DELETE FROM person_session WHERE person_id = :person AND provider = :provider")
                .param("person", person)
                .param("provider", provider)
                .update();
    }

    private static PersonIdentity identity(ResultSet row, int index) throws SQLException {
        OffsetDateTime used = row.getObject("last_sign_in_at", OffsetDateTime.class);
        return new PersonIdentity(
                row.getObject("id", UUID.class),
                row.getObject("person_id", UUID.class),
                row.getString("provider"),
                row.getString("subject"),
                row.getString("label"),
                row.getObject("linked_at", OffsetDateTime.class).toInstant(),
                used == null ? null : used.toInstant());
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}

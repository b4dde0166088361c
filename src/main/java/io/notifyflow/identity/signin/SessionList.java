package io.notifyflow.identity.signin;

import io.notifyflow.account.AuditLog;
import io.notifyflow.identity.OwnSessions;
import io.notifyflow.identity.Person;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Lists and ends the sessions of one person. */
@Repository
class SessionList implements OwnSessions {

    private static final UUID NONE = new UUID(0, 0);

    private static final String LIST =
            """
            SELECT id, method, address, user_agent, started_at, last_used_at FROM person_session
            WHERE person_id = :person AND complete AND last_used_at > :idle AND started_at > :longest
            ORDER BY last_used_at DESC, started_at DESC
            """;

    private static final String END = "DELETE FROM person_session WHERE person_id = :person AND id = :id";

    private static final String END_OTHERS = "DELETE FROM person_session WHERE person_id = :person AND id <> :id";

    private final JdbcClient jdbc;
    private final SessionSettings settings;
    private final AuditLog audit;
    private final Clock clock;

    SessionList(JdbcClient jdbc, SessionSettings settings, AuditLog audit, Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.audit = audit;
        this.clock = clock;
    }

    /** The session that asks. */
    private static Optional<UUID> current() {
        return Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
                .filter(SignedIn.class::isInstance)
                .flatMap(signedIn -> ((SignedIn) signedIn).session())
                .map(Session::id);
    }

    @Override
    public List<Shown> list(Person person) {
        UUID current = current().orElse(NONE);
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        return jdbc.sql(LIST)
                .param("person", person.id())
                .param("idle", now.minus(settings.idle()))
                .param("longest", now.minus(settings.longest()))
                .query((row, index) -> new Shown(
                        row.getObject("id", UUID.class),
                        row.getString("method"),
                        row.getString("address"),
                        row.getString("user_agent"),
                        row.getObject("started_at", OffsetDateTime.class).toInstant(),
                        row.getObject("last_used_at", OffsetDateTime.class).toInstant(),
                        row.getObject("id", UUID.class).equals(current)))
                .list();
    }

    @Override
    @Transactional
    public boolean end(Person person, UUID id) {
        boolean ended =
                jdbc.sql(END).param("person", person.id()).param("id", id).update() == 1;
        if (ended) {
            audit.write(person.account(), person.actor(), "person.sessions-ended", person.id(), Map.of("sessions", 1));
        }
        return ended;
    }

    @Override
    @Transactional
    public int endOthers(Person person) {
        int ended = jdbc.sql(END_OTHERS)
                .param("person", person.id())
                .param("id", current().orElse(NONE))
                .update();
        if (ended > 0) {
            audit.write(
                    person.account(), person.actor(), "person.sessions-ended", person.id(), Map.of("sessions", ended));
        }
        return ended;
    }
}

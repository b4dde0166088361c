package io.notifyflow.identity.signin;

import io.notifyflow.account.ApiKeys;
import io.notifyflow.identity.SessionWatch;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Asks the database every second which of the sessions that are watched still exist: one question for all of them. */
@Component
class WatchedSessions implements SessionWatch {

    private static final Logger log = LoggerFactory.getLogger(WatchedSessions.class);

    private static final String STILL_OPEN =
            """
            SELECT encode(s.token_hash, 'hex') FROM person_session s
            JOIN person p ON p.id = s.person_id JOIN account a ON a.id = p.account_id
            WHERE s.token_hash IN (SELECT decode(token, 'hex') FROM unnest(string_to_array(:tokens, ',')) AS token)
            AND s.last_used_at > :idle AND s.started_at > :longest AND p.state = 'active'
            AND NOT p.banned AND a.closed_at IS NULL
            """;

    private final Map<UUID, Watched> all = new ConcurrentHashMap<>();
    private final JdbcClient jdbc;
    private final Cookies cookies;
    private final SessionSettings settings;
    private final Clock clock;

    WatchedSessions(JdbcClient jdbc, Cookies cookies, SessionSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.cookies = cookies;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What ends with a session.
     *
     * @param session the SHA-256 of its token, in hexadecimal
     */
    private record Watched(String session, Runnable ended) {}

    @Override
    public Runnable watch(HttpServletRequest request, Runnable ended) {
        String session = cookies.read(request, Cookies.SESSION)
                .map(token -> HexFormat.of().formatHex(ApiKeys.hash(token)))
                .orElse("");
        UUID id = UUID.randomUUID();
        all.put(id, new Watched(session, ended));
        return () -> all.remove(id);
    }

    @Scheduled(fixedDelayString = "PT1S")
    void look() {
        Map<UUID, Watched> watched = Map.copyOf(all);
        if (watched.isEmpty()) {
            return;
        }
        try {
            Set<String> open = open(
                    watched.values().stream().map(Watched::session).distinct().toList());
            watched.forEach((id, each) -> {
                if (!open.contains(each.session()) && all.remove(id) != null) {
                    each.ended().run();
                }
            });
        } catch (DataAccessException failed) {
            log.warn("Whether sessions have ended cannot be looked up for the moment: {}", failed.getMessage());
        }
    }

    private Set<String> open(List<String> sessions) {
        Instant now = clock.instant();
        return new HashSet<>(jdbc.sql(STILL_OPEN)
                .param("tokens", String.join(",", sessions))
                .param("idle", before(now, settings.idle()))
                .param("longest", before(now, settings.longest()))
                .query(String.class)
                .list());
    }

    private static OffsetDateTime before(Instant now, Duration age) {
        return now.minus(age).atOffset(ZoneOffset.UTC);
    }
}

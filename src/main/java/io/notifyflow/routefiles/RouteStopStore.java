package io.notifyflow.routefiles;

import io.notifyflow.account.Account;
import io.notifyflow.account.Actor;
import io.notifyflow.account.AuditLog;
import io.notifyflow.event.RouteStopsChanged;
import io.notifyflow.routefiles.RouteStops.Stop;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The routes that are stopped on all hubs of the database; each change is in the audit log, and told to the hubs. */
@Repository
class RouteStopStore {

    private static final String ALL = "SELECT route_id, actor_kind, actor_name, stopped_at FROM route_stop";

    private static final String STOP =
            """
            INSERT INTO route_stop (route_id, actor_kind, actor_name) VALUES (:route, :kind, :name)
            ON CONFLICT (route_id) DO NOTHING
            """;

    private static final String START = "DELETE FROM route_stop WHERE route_id = :route";

    private static final String TELL = "SELECT pg_notify(:channel, '')";

    private final JdbcClient jdbc;
    private final AuditLog audit;

    RouteStopStore(JdbcClient jdbc, AuditLog audit) {
        this.jdbc = jdbc;
        this.audit = audit;
    }

    private record Row(String route, Stop stop) {}

    /** Without those that became part of the pipeline since. */
    Map<String, Stop> all() {
        var stops = new TreeMap<String, Stop>();
        jdbc.sql(ALL).query(RouteStopStore::row).list().stream()
                .filter(row -> PipelineRoutes.stoppable(row.route()))
                .forEach(row -> stops.put(row.route(), row.stop()));
        return stops;
    }

    private static Row row(ResultSet row, int index) throws SQLException {
        return new Row(
                row.getString("route_id"),
                new Stop(
                        row.getString("actor_kind"),
                        row.getString("actor_name"),
                        row.getObject("stopped_at", OffsetDateTime.class).toInstant()));
    }

    /** A route that is stopped stays as whoever came first has stopped it. */
    @Transactional
    void stop(Account account, Actor actor, String route) {
        int stopped = jdbc.sql(STOP)
                .param("route", route)
                .param("kind", actor.kind())
                .param("name", actor.name())
                .update();
        if (stopped > 0) {
            tell(account, actor, "route.stopped", route);
        }
    }

    @Transactional
    void start(Account account, Actor actor, String route) {
        if (jdbc.sql(START).param("route", route).update() > 0) {
            tell(account, actor, "route.started", route);
        }
    }

    private void tell(Account account, Actor actor, String action, String route) {
        audit.write(account.id(), actor, action, null, Map.of("route", route));
        jdbc.sql(TELL).param("channel", RouteStopsChanged.CHANNEL).query(row -> {});
    }
}

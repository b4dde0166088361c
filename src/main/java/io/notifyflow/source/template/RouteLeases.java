package io.notifyflow.source.template;

import java.time.Duration;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What one hub at a time does for a route. */
@Component("routeLeases")
class RouteLeases {

    private static final String TAKE =
            """
            INSERT INTO route_lease (name, holder, until)
            VALUES (:name, :holder, now() + :millis * interval '1 millisecond')
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
            WHERE route_lease.until <= now()
            """;

    private static final String GIVE_BACK = "DELETE FROM route_lease WHERE name = :name AND holder = :holder";

    private final UUID holder = UUID.randomUUID();
    private final JdbcClient jdbc;

    RouteLeases(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Whether this hub shall poll now, where all of them ask every so many seconds.
     *
     * @param seconds how often it is to be done by all hubs together; a tenth sooner counts, for clocks are not that
     *     exact
     */
    public boolean turn(String route, int seconds) {
        return take("turn " + route, Duration.ofMillis(seconds * 900L));
    }

    boolean take(String name, Duration time) {
        return jdbc.sql(TAKE)
                        .param("name", name)
                        .param("holder", holder)
                        .param("millis", time.toMillis())
                        .update()
                == 1;
    }

    void giveBack(String name) {
        jdbc.sql(GIVE_BACK).param("name", name).param("holder", holder).update();
    }
}

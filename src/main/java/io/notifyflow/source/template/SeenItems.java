package io.notifyflow.source.template;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.spi.IdempotentRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Which items a route has taken, for its {@code idempotentConsumer} with {@code eager: false}: nothing is written before
 * an item is accepted, so a crash leaves nothing behind that would keep it out. Each route has items of its own.
 */
@Component("seenItems")
class SeenItems implements IdempotentRepository {

    private static final Logger log = LoggerFactory.getLogger(SeenItems.class);
    private static final int LONGEST = 200;

    /** An item that is still found counts as seen today, or it would come again once its row is too old. */
    private static final String CONTAINS =
            """
            WITH known AS (
                SELECT seen_at FROM route_item WHERE route = :route AND item = :item
            ), again AS (
                UPDATE route_item SET seen_at = now()
                WHERE route = :route AND item = :item AND seen_at < now() - interval '1 day'
            )
            SELECT EXISTS (SELECT FROM known)
            """;

    private static final String ADD =
            "INSERT INTO route_item (route, item) VALUES (:route, :item) ON CONFLICT DO NOTHING";

    private static final String REMOVE = "DELETE FROM route_item WHERE route = :route AND item = :item";

    private static final String FORGET = "DELETE FROM route_item WHERE seen_at < now() - interval '30 days'";

    private final JdbcClient jdbc;

    SeenItems(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public boolean contains(Exchange exchange, String item) {
        return jdbc.sql(CONTAINS)
                .param("route", route(exchange))
                .param("item", fitting(item))
                .query(Boolean.class)
                .single();
    }

    @Override
    public boolean add(Exchange exchange, String item) {
        return jdbc.sql(ADD)
                        .param("route", route(exchange))
                        .param("item", fitting(item))
                        .update()
                == 1;
    }

    @Override
    public boolean remove(Exchange exchange, String item) {
        return jdbc.sql(REMOVE)
                        .param("route", route(exchange))
                        .param("item", fitting(item))
                        .update()
                == 1;
    }

    @Override
    public boolean confirm(Exchange exchange, String item) {
        return true;
    }

    private static String route(Exchange exchange) {
        return Objects.requireNonNull(exchange.getFromRouteId(), "an exchange of a route");
    }

    private static String fitting(String item) {
        try {
            return item.length() <= LONGEST
                    ? item
                    : HexFormat.of()
                            .formatHex(
                                    MessageDigest.getInstance("SHA-256").digest(item.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    @Override
    public boolean contains(String item) {
        throw withoutRoute();
    }

    @Override
    public boolean add(String item) {
        throw withoutRoute();
    }

    @Override
    public boolean remove(String item) {
        throw withoutRoute();
    }

    @Override
    public boolean confirm(String item) {
        throw withoutRoute();
    }

    @Override
    public void clear() {
        throw withoutRoute();
    }

    private static UnsupportedOperationException withoutRoute() {
        return new UnsupportedOperationException("An item is always one of a route");
    }

    @Scheduled(fixedDelay = 60, initialDelay = 10, timeUnit = TimeUnit.MINUTES)
    void forgetOld() {
        try {
            jdbc.sql(FORGET).update();
        } catch (DataAccessException e) {
            log.warn(
                    "Items that routes saw long ago are forgotten later: {}",
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        }
    }
}

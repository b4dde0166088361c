package io.notifyflow.routefiles;

import io.notifyflow.account.AccountsForgotten;
import io.notifyflow.event.RouteStopsChanged;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Keeps what this hub knows of stopped routes as the database has it: told of each change, and asking now and then. */
@Component
class RouteStopNews {

    private static final Logger log = LoggerFactory.getLogger(RouteStopNews.class);

    private final RouteStops stops;
    private final RouteStopStore store;
    private final RouteManager manager;

    RouteStopNews(RouteStops stops, RouteStopStore store, RouteManager manager) {
        this.stops = stops;
        this.store = store;
        this.manager = manager;
    }

    /** Others listen on the thread that brings the news, which an edit in progress must not keep. */
    @EventListener({RouteStopsChanged.class, AccountsForgotten.class})
    void changed() {
        Thread.ofVirtual().name("route-stops").start(this::look);
    }

    @Scheduled(fixedDelay = 10_000, initialDelay = 10_000)
    void look() {
        try {
            refresh();
        } catch (DataAccessException e) {
            log.debug("Which routes are stopped cannot be read for the moment", e);
        }
    }

    /** Returns when the routes of this hub are as the database has it. */
    void refresh() {
        synchronized (this) {
            stops.replace(store.all());
        }
        manager.settle();
    }
}

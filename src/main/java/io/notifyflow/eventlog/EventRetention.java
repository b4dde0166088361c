package io.notifyflow.eventlog;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.notifyflow.eventlog.Months.Month;
import io.notifyflow.eventlog.Months.Unfinished;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.YearMonth;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Lets whole months of events go when they have been kept for long enough; never one that is not over. */
@Component
class EventRetention {

    private static final Logger log = LoggerFactory.getLogger(EventRetention.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long MEGABYTE = 1_000_000;

    private final DataSource dataSource;
    private final EventSettings settings;
    private final Counter dropped;
    /** Months of which was told that they are kept. */
    private final Set<YearMonth> kept = new HashSet<>();

    EventRetention(DataSource dataSource, EventSettings settings, MeterRegistry registry) {
        this.dataSource = dataSource;
        this.settings = settings;
        dropped = Counter.builder("notifyflow.events.months.dropped")
                .description("Months of events that were kept for long enough")
                .register(registry);
    }

    @Scheduled(fixedDelay = 60, initialDelay = 5, timeUnit = TimeUnit.MINUTES)
    void dropOldMonths() {
        if (settings.keptForEver()) {
            return;
        }
        try (Connection connection = dataSource.getConnection()) {
            var months = new Months(connection, PATIENCE);
            if (months.lock()) {
                try {
                    months.ended(settings.retention()).forEach(month -> drop(months, month));
                } finally {
                    months.unlock();
                }
            }
        } catch (SQLException | DataAccessException e) {
            log.warn(
                    "Old months cannot be dropped at the moment, and are tried again in an hour: {}",
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        }
    }

    private void drop(Months months, Month month) {
        Unfinished unfinished = months.unfinished(month);
        if (!unfinished.nothing()) {
            if (kept.add(month.month())) {
                log.warn(
                        "The events of {} have been kept for long enough, and are kept until they are over:"
                                + " {} deliveries are pending, {} are dead letters, {} batches of events are not routed",
                        month.month(),
                        unfinished.pending(),
                        unfinished.dead(),
                        unfinished.unrouted());
            }
            return;
        }
        months.drop(month);
        dropped.increment();
        log.info(
                "The events of {} are dropped with their deliveries and attempts, {} MB: kept for {} days",
                month.month(),
                month.bytes() / MEGABYTE,
                settings.retention().toDays());
    }
}

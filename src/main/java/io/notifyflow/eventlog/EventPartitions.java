package io.notifyflow.eventlog;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Creates the partitions of events, deliveries and attempts before their month begins. */
@Component
class EventPartitions {

    private static final int MONTHS_AHEAD = 3;

    private final JdbcClient jdbc;
    private final Clock clock;

    EventPartitions(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        prepare();
    }

    @Scheduled(fixedDelay = 12, initialDelay = 12, timeUnit = TimeUnit.HOURS)
    final void prepare() {
        LocalDate month = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).withDayOfMonth(1);
        for (int i = 0; i <= MONTHS_AHEAD; i++) {
            jdbc.sql("SELECT create_month(:month)")
                    .param("month", month.plusMonths(i))
                    .query(row -> {});
        }
    }
}

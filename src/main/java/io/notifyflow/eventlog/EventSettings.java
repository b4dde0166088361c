package io.notifyflow.eventlog;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How events are kept.
 *
 * @param retention how long, with their deliveries and attempts, after the end of their month; zero for ever
 */
@ConfigurationProperties("notifyflow.events")
public record EventSettings(@DefaultValue("400d") Duration retention) {

    private static final Duration SHORTEST = Duration.ofDays(1);

    public EventSettings {
        // A number without a unit is milliseconds, which nobody means.
        if (!retention.isZero() && retention.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("NOTIFYFLOW_EVENTS_RETENTION must be a time of 1d or more, such as 400d,"
                    + " or 0 to keep events for ever");
        }
    }

    boolean keptForEver() {
        return retention.isZero();
    }
}

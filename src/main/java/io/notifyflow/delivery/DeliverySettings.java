package io.notifyflow.delivery;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How events are delivered.
 *
 * @param retries     the waits between attempts; after the last one the delivery is dead-lettered
 * @param concurrency calls to destinations at a time, over all of them
 * @param lease       how long a hub that falls silent keeps its destinations from the others
 * @param drain       how long a stop waits for the calls in progress
 */
@ConfigurationProperties("notifyflow.delivery")
public record DeliverySettings(
        @DefaultValue({"5s", "30s", "2m", "10m", "1h", "3h", "6h"}) List<Duration> retries,
        @DefaultValue("64") int concurrency,
        @DefaultValue("15s") Duration lease,
        @DefaultValue("15s") Duration drain) {

    public DeliverySettings {
        retries = List.copyOf(retries);
    }
}

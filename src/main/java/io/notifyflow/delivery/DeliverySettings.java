package io.notifyflow.delivery;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How events are delivered.
 *
 * @param retries      the waits between attempts; after the last one the delivery is dead-lettered
 * @param concurrency  destinations that are called at a time
 * @param perAccount   how many of those may belong to one account
 * @param lease        how long a hub that falls silent keeps its destinations from the others
 * @param drain        how long a stop waits for the calls in progress
 * @param disableAfter how long a destination may fail until it is disabled and its owner told; 0 for ever
 * @param breaker      when a destination that fails is left alone
 */
@ConfigurationProperties("notifyflow.delivery")
public record DeliverySettings(
        @DefaultValue({"5s", "30s", "2m", "10m", "1h", "3h", "6h"}) List<Duration> retries,
        @DefaultValue("128") int concurrency,
        @DefaultValue("16") int perAccount,
        @DefaultValue("15s") Duration lease,
        @DefaultValue("15s") Duration drain,
        @DefaultValue("24h") Duration disableAfter,
        @DefaultValue Breaker breaker) {

    public DeliverySettings {
        retries = List.copyOf(retries);
        if (concurrency < 1 || perAccount < 1) {
            throw new IllegalArgumentException(
                    "notifyflow.delivery.concurrency and per-account must be 1 or more, or nothing is ever delivered");
        }
    }

    /**
     * A circuit breaker for each destination.
     *
     * @param failures     failed calls, one after the other, that open it
     * @param pause        how long it stays open at first; twice as long after each probe that fails
     * @param longestPause the pause grows to this
     */
    public record Breaker(
            @DefaultValue("5") int failures,
            @DefaultValue("30s") Duration pause,
            @DefaultValue("15m") Duration longestPause) {}
}

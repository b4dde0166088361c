package io.notifyflow.sandbox;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much the sandbox remembers and how hard it throttles.
 *
 * @param keep messages kept in memory; the oldest leaves first
 * @param keepSize memory that the kept messages may take together; the oldest leaves first
 * @param rateLimit requests per bucket and window; 0 leaves buckets unthrottled
 * @param rateLimitWindow length of a bucket's window
 * @param globalLimit requests per second and bot token; 0 turns the global limit off
 * @param addressLimit requests per second and address without a bot, which webhooks are; 0 turns it off
 */
@ConfigurationProperties("notifyflow.sandbox")
public record SandboxSettings(
        @DefaultValue("1000") int keep,
        @DefaultValue("16MB") DataSize keepSize,
        @DefaultValue("0") int rateLimit,
        @DefaultValue("2s") Duration rateLimitWindow,
        @DefaultValue("0") int globalLimit,
        @DefaultValue("0") int addressLimit) {

    public SandboxSettings {
        if (keep < 1) {
            throw new IllegalArgumentException("notifyflow.sandbox.keep is " + keep + "; set it to 1 or more");
        }
        if (keepSize.toMegabytes() < 1) {
            throw new IllegalArgumentException(
                    "notifyflow.sandbox.keep-size is " + keepSize + "; set it to 1MB or more");
        }
        if (rateLimit < 0) {
            throw new IllegalArgumentException("notifyflow.sandbox.rate-limit is negative; set 0 for no limit");
        }
        if (globalLimit < 0) {
            throw new IllegalArgumentException("notifyflow.sandbox.global-limit is negative; set 0 for no limit");
        }
        if (addressLimit < 0) {
            throw new IllegalArgumentException("notifyflow.sandbox.address-limit is negative; set 0 for no limit");
        }
        if (!rateLimitWindow.isPositive()) {
            throw new IllegalArgumentException("notifyflow.sandbox.rate-limit-window must be longer than zero");
        }
    }

    /** The settings that apply when nothing is configured. */
    public static SandboxSettings defaults() {
        return new SandboxSettings(1000, DataSize.ofMegabytes(16), 0, Duration.ofSeconds(2), 0, 0);
    }

    /** The same settings with this many requests per bucket and window. */
    public SandboxSettings withRateLimit(int requests, Duration window) {
        return new SandboxSettings(keep, keepSize, requests, window, globalLimit, addressLimit);
    }

    /** The same settings with this many requests per second and bot token. */
    public SandboxSettings withGlobalLimit(int requests) {
        return new SandboxSettings(keep, keepSize, rateLimit, rateLimitWindow, requests, addressLimit);
    }

    /** The same settings with this many requests per second and address for calls without a bot. */
    public SandboxSettings withAddressLimit(int requests) {
        return new SandboxSettings(keep, keepSize, rateLimit, rateLimitWindow, globalLimit, requests);
    }

    /** The same settings with this many messages kept. */
    public SandboxSettings withKeep(int messages) {
        return new SandboxSettings(messages, keepSize, rateLimit, rateLimitWindow, globalLimit, addressLimit);
    }

    /** The same settings with this much memory for the messages kept. */
    public SandboxSettings withKeepSize(DataSize size) {
        return new SandboxSettings(keep, size, rateLimit, rateLimitWindow, globalLimit, addressLimit);
    }
}

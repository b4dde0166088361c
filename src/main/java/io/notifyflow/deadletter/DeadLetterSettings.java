package io.notifyflow.deadletter;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How dead letters are kept and sent again.
 *
 * @param retention            how long they are kept; zero for ever
 * @param redrivesPerSecond    the rate of a redrive that names none
 * @param maxRedrivesPerSecond the highest that one may name
 */
@ConfigurationProperties("notifyflow.dead-letters")
public record DeadLetterSettings(
        @DefaultValue("90d") Duration retention,
        @DefaultValue("50") int redrivesPerSecond,
        @DefaultValue("1000") int maxRedrivesPerSecond) {

    public DeadLetterSettings {
        if (retention.isNegative()) {
            throw new IllegalArgumentException(
                    "NOTIFYFLOW_DEADLETTERS_RETENTION must be a time such as 90d, or 0 to keep dead letters for ever");
        }
        if (redrivesPerSecond < 1 || redrivesPerSecond > maxRedrivesPerSecond) {
            throw new IllegalArgumentException("NOTIFYFLOW_DEADLETTERS_REDRIVESPERSECOND must be a number from 1 to"
                    + " NOTIFYFLOW_DEADLETTERS_MAXREDRIVESPERSECOND (" + maxRedrivesPerSecond + ")");
        }
    }

    boolean keptForEver() {
        return retention.isZero();
    }
}

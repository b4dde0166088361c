package io.notifyflow.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.springframework.stereotype.Component;

/** When a failed delivery is tried again: the configured waits, each with a jitter of a fifth to either side. */
@Component
class RetrySchedule {

    private static final double JITTER = 0.2;

    private final List<Duration> waits;
    private final RandomGenerator random = RandomGenerator.getDefault();

    RetrySchedule(DeliverySettings settings) {
        this.waits = settings.retries();
    }

    /**
     * @param failures how many attempts have failed, this one included
     * @return empty when the delivery is to be given up
     */
    Optional<Duration> waitAfter(int failures) {
        if (failures > waits.size()) {
            return Optional.empty();
        }
        double factor = 1 + random.nextDouble(-JITTER, JITTER);
        return Optional.of(Duration.ofNanos((long) (waits.get(failures - 1).toNanos() * factor)));
    }
}

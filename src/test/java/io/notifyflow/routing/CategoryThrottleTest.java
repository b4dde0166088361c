package io.notifyflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.event.CategoryBatch;
import io.notifyflow.event.Event;
import io.notifyflow.event.EventContent;
import io.notifyflow.event.RoutedEvent;
import io.notifyflow.event.RoutedEvent.Assignment;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CategoryThrottleTest {

    private static final UUID ACCOUNT = UUID.randomUUID();
    /** A UUIDv7 whose time is fixed: all of them lie in one minute. */
    private static final long TIME = 1_780_000_000_000L << 16 | 0x7000;

    private final CategoryThrottle throttle = new CategoryThrottle();

    @Test
    void letsSoManyThroughInAMinuteForEachAccount() {
        assertThat(routed(throttle.perMinute(batch(ACCOUNT, 3), 4))).isEqualTo(3);
        assertThat(routed(throttle.perMinute(batch(ACCOUNT, 3), 4))).isEqualTo(1);
        assertThat(routed(throttle.perMinute(batch(UUID.randomUUID(), 3), 4))).isEqualTo(3);
    }

    private static long routed(CategoryBatch batch) {
        return batch.events().stream().filter(event -> !event.unrouted()).count();
    }

    private static CategoryBatch batch(UUID account, int events) {
        return new CategoryBatch(
                "sale",
                IntStream.range(0, events)
                        .mapToObj(number -> new RoutedEvent(
                                new Event(
                                        new UUID(TIME, number),
                                        account,
                                        new EventContent("sale", null, null, Map.of(), null, null, null)),
                                List.of(new Assignment(UUID.randomUUID(), "default")),
                                Map.of()))
                        .toList());
    }
}

package io.notifyflow.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.notifyflow.event.CategoryBatch;
import io.notifyflow.event.RoutedEvent;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** Lets so many events of a category through in a minute, for each account; the others are kept as unrouted. */
@Component("throttle")
public class CategoryThrottle {

    private static final long MINUTE = 60_000;

    private final Cache<Minute, AtomicInteger> counts =
            Caffeine.newBuilder().expireAfterAccess(Duration.ofMinutes(2)).build();

    private record Minute(UUID account, String category, long number) {}

    /** @param most events in a minute of the clock, for each account and hub */
    public CategoryBatch perMinute(CategoryBatch batch, int most) {
        return new CategoryBatch(
                batch.category(),
                batch.events().stream()
                        .map(event -> count(event, batch.category()) > most ? event.muted() : event)
                        .toList());
    }

    private int count(RoutedEvent event, String category) {
        var minute = new Minute(
                event.event().accountId(), category, event.event().acceptedAt().toEpochMilli() / MINUTE);
        return Objects.requireNonNull(counts.get(minute, first -> new AtomicInteger()))
                .incrementAndGet();
    }
}

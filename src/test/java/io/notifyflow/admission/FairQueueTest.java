package io.notifyflow.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.event.Event;
import io.notifyflow.event.EventContent;
import io.notifyflow.event.EventIds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FairQueueTest {

    private static final Duration AT_ONCE = Duration.ZERO;
    private static final UUID CROWD = EventIds.next();
    private static final UUID ALICE = EventIds.next();
    private static final UUID BOB = EventIds.next();

    private final FairQueue queue = new FairQueue(1000, 4000);

    @Test
    void givesEveryAccountItsShare() throws InterruptedException {
        offer(CROWD, 900);
        offer(ALICE, 3);
        offer(BOB, 30);

        List<Event> first = queue.take(60);

        assertThat(count(first, ALICE)).isEqualTo(3);
        assertThat(count(first, BOB)).isGreaterThanOrEqualTo(20);
        assertThat(first).hasSize(60);
        assertThat(queue.take(1000)).hasSize(873);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void servesMoreAccountsThanABatchHolds() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            offer(EventIds.next(), 2);
        }

        assertThat(accounts(queue.take(4))).hasSize(4).doesNotContainAnyElementsOf(accounts(queue.take(4)));
    }

    @Test
    void keepsTheOrderOfEachAccount() throws InterruptedException {
        List<Event> events = offer(ALICE, 40);
        offer(BOB, 5);

        List<Event> taken = queue.take(7);
        taken.addAll(queue.take(100));

        assertThat(taken.stream().filter(event -> event.accountId().equals(ALICE)))
                .containsExactlyElementsOf(events);
    }

    @Test
    void refusesWhatFollowsLongEvents() throws InterruptedException {
        String page = "x".repeat(2000);
        assertThat(queue.offer(event(ALICE, page), AT_ONCE)).isTrue();
        assertThat(queue.offer(event(ALICE, page), AT_ONCE)).isTrue();
        assertThat(queue.offer(event(BOB, "short"), AT_ONCE)).isFalse();

        assertThat(queue.take(1)).hasSize(1);
        assertThat(queue.offer(event(BOB, "short"), AT_ONCE)).isTrue();
    }

    @Test
    void refusesWhatDoesNotFit() throws InterruptedException {
        offer(CROWD, 1000);

        assertThat(queue.offer(event(ALICE), AT_ONCE)).isFalse();
        assertThat(queue.take(1)).hasSize(1);
        assertThat(queue.offer(event(ALICE), AT_ONCE)).isTrue();
    }

    @Test
    void waitsForSomethingNoLongerThanTold() throws InterruptedException {
        assertThat(queue.awaitAny(Duration.ofMillis(1))).isFalse();
        offer(ALICE, 1);
        assertThat(queue.awaitAny(AT_ONCE)).isTrue();
    }

    private List<Event> offer(UUID account, int count) throws InterruptedException {
        var events = new java.util.ArrayList<Event>();
        for (int i = 0; i < count; i++) {
            events.add(event(account));
            assertThat(queue.offer(events.getLast(), AT_ONCE)).isTrue();
        }
        return events;
    }

    private static Event event(UUID account) {
        return event(account, null);
    }

    private static Event event(UUID account, @Nullable String description) {
        return new Event(
                EventIds.next(), account, new EventContent("sale", null, description, Map.of(), null, null, null));
    }

    private static long count(List<Event> events, UUID account) {
        return events.stream()
                .filter(event -> event.accountId().equals(account))
                .count();
    }

    private static List<UUID> accounts(List<Event> events) {
        return events.stream().map(Event::accountId).distinct().toList();
    }
}

package io.notifyflow.delivery.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.delivery.Batching;
import io.notifyflow.delivery.Circuit;
import io.notifyflow.delivery.Delivery;
import io.notifyflow.delivery.DeliveryBatch;
import io.notifyflow.delivery.DestinationKind;
import io.notifyflow.delivery.Target;
import io.notifyflow.event.Event;
import io.notifyflow.event.EventContent;
import io.notifyflow.event.EventIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MessageComposerTest {

    private static final DestinationKind WEBHOOK = new Kind(10, false);
    private static final DestinationKind DIRECT = new Kind(10, true);
    private static final UUID MESSAGE = EventIds.next();

    @Test
    void takesAsManyAsFit() {
        assertThat(compose(waiting(25, Batching.AUTO), WEBHOOK)).hasSize(10);
        assertThat(compose(waiting(3, Batching.AUTO), WEBHOOK)).hasSize(3);
    }

    @Test
    void takesOneWhereBatchingIsOff() {
        assertThat(compose(waiting(25, Batching.OFF), WEBHOOK)).hasSize(1);
    }

    @Test
    void takesAllForADigest() {
        assertThat(compose(waiting(25, Batching.DIGEST), WEBHOOK)).hasSize(25);
    }

    @Test
    void probesAFailingDestinationWithOne() {
        var failing = new Circuit(1, Instant.EPOCH);

        assertThat(MessageComposer.next(waiting(25, Batching.AUTO), WEBHOOK, failing, Set.of())
                        .deliveries())
                .hasSize(1);
    }

    @Test
    void stopsAtWhatMustGoAlone() {
        List<Delivery> waiting = waiting(5, Batching.AUTO);
        Set<UUID> third = Set.of(waiting.get(2).id());

        assertThat(MessageComposer.next(waiting, WEBHOOK, Circuit.CLOSED, third).deliveries())
                .hasSize(2);
        assertThat(MessageComposer.next(waiting.subList(2, 5), WEBHOOK, Circuit.CLOSED, third)
                        .deliveries())
                .hasSize(1);
    }

    @Test
    void stopsAtWhatIsNotDue() {
        List<Delivery> waiting = new ArrayList<>(waiting(2, Batching.AUTO));
        waiting.add(delivery(Batching.AUTO, Instant.now().plusSeconds(60), null));
        waiting.addAll(waiting(2, Batching.AUTO));

        assertThat(compose(waiting, WEBHOOK)).hasSize(2);
    }

    @Test
    void repeatsAMessageWithTheSameEventsWhereThatIsRecognised() {
        List<Delivery> waiting = new ArrayList<>();
        IntStream.range(0, 3).forEach(i -> waiting.add(delivery(Batching.AUTO, Instant.EPOCH, MESSAGE)));
        waiting.addAll(waiting(5, Batching.AUTO));

        DeliveryBatch repetition = MessageComposer.next(waiting, DIRECT, new Circuit(2, Instant.EPOCH), Set.of());

        assertThat(repetition.messageId()).isEqualTo(MESSAGE);
        assertThat(repetition.deliveries()).isEqualTo(waiting.subList(0, 3));
        assertThat(compose(waiting, WEBHOOK)).hasSize(8);
    }

    @Test
    void putsNothingNewIntoAMessageThatWasSentBefore() {
        List<Delivery> waiting = new ArrayList<>(waiting(2, Batching.AUTO));
        IntStream.range(0, 3).forEach(i -> waiting.add(delivery(Batching.AUTO, Instant.EPOCH, MESSAGE)));

        assertThat(compose(waiting, DIRECT)).hasSize(2);
    }

    private static List<Delivery> compose(List<Delivery> waiting, DestinationKind kind) {
        return MessageComposer.next(waiting, kind, Circuit.CLOSED, Set.of()).deliveries();
    }

    private static List<Delivery> waiting(int count, Batching batching) {
        return IntStream.range(0, count)
                .mapToObj(i -> delivery(batching, Instant.EPOCH, null))
                .toList();
    }

    private static Delivery delivery(Batching batching, Instant nextAttemptAt, @Nullable UUID message) {
        var target = new Target(
                EventIds.next(),
                EventIds.next(),
                "main",
                "some",
                Map.of(),
                null,
                batching,
                batching == Batching.DIGEST ? Duration.ofMinutes(1) : null);
        var content = new EventContent("sale", null, null, Map.of(), null, null, null);
        return new Delivery(
                EventIds.next(),
                new Event(EventIds.next(), EventIds.next(), content),
                target,
                null,
                null,
                0,
                0,
                nextAttemptAt,
                message,
                "default",
                true);
    }

    private record Kind(int most, boolean recognisesRepeats) implements DestinationKind {

        @Override
        public String type() {
            return "some";
        }

        @Override
        public int fitting(List<Delivery> waiting) {
            return Math.min(most, waiting.size());
        }

        @Override
        public boolean digests() {
            return true;
        }

        @Override
        public boolean paced(Target target) {
            return false;
        }

        @Override
        public Duration closedFor(UUID account) {
            return Duration.ZERO;
        }

        @Override
        public Duration take(Target target) {
            return Duration.ZERO;
        }
    }
}

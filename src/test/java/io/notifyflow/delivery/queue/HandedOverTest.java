package io.notifyflow.delivery.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.delivery.Batching;
import io.notifyflow.delivery.Delivery;
import io.notifyflow.delivery.Target;
import io.notifyflow.event.Event;
import io.notifyflow.event.EventContent;
import io.notifyflow.event.EventIds;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HandedOverTest {

    private final HandedOver handedOver = new HandedOver();

    @Test
    void wakesForTheFirst() {
        assertThat(handedOver.add(deliveries(1))).isTrue();
    }

    @Test
    void whatGathersWakesWhenItIsEnough() {
        handedOver.gather(3);

        assertThat(handedOver.add(deliveries(1))).isFalse();
        assertThat(handedOver.add(deliveries(1))).isFalse();
        assertThat(handedOver.add(deliveries(1))).isTrue();
        assertThat(handedOver.add(deliveries(1))).isTrue();
    }

    @Test
    void manyAtOnceAreEnough() {
        handedOver.gather(3);

        assertThat(handedOver.add(deliveries(5))).isTrue();
    }

    @Test
    void wakesForTheNextOnceTheyWereTaken() {
        handedOver.gather(3);
        List<Delivery> waiting = deliveries(1);
        handedOver.add(waiting);

        assertThat(handedOver.take(50)).isEqualTo(waiting);
        assertThat(handedOver.add(deliveries(1))).isTrue();
    }

    /** Where the lane was lost meanwhile nobody has set a time any more. */
    @Test
    void wakesForWhatComesTooLateForMemory() {
        handedOver.gather(3);
        handedOver.lookAtTable();

        assertThat(handedOver.add(deliveries(1))).isTrue();
    }

    private static List<Delivery> deliveries(int count) {
        return Stream.generate(HandedOverTest::delivery).limit(count).toList();
    }

    private static Delivery delivery() {
        var target = new Target(EventIds.next(), EventIds.next(), "main", "some", Map.of(), null, Batching.AUTO, null);
        var content = new EventContent("sale", null, null, Map.of(), null, null, null);
        var event = new Event(EventIds.next(), EventIds.next(), content);
        return new Delivery(EventIds.next(), event, target, null, null, 0, 0, Instant.EPOCH, null, "default", false);
    }
}

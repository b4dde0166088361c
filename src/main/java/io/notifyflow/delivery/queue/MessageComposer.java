package io.notifyflow.delivery.queue;

import io.notifyflow.delivery.Batching;
import io.notifyflow.delivery.Circuit;
import io.notifyflow.delivery.Delivery;
import io.notifyflow.delivery.DeliveryBatch;
import io.notifyflow.delivery.DestinationKind;
import io.notifyflow.event.EventIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Chooses which of the waiting deliveries go out in the next message. */
final class MessageComposer {

    private MessageComposer() {}

    /**
     * @param waiting in their order; the first one's time has come
     * @param alone   deliveries that were refused together with others
     */
    static DeliveryBatch next(List<Delivery> waiting, DestinationKind kind, Circuit circuit, Set<UUID> alone) {
        Delivery first = waiting.getFirst();
        UUID sentBefore = kind.recognisesRepeats() ? first.messageId() : null;
        if (sentBefore != null) {
            return new DeliveryBatch(sentBefore, sentIn(sentBefore, waiting), circuit);
        }
        UUID message = EventIds.next();
        Batching batching = first.target().batching();
        if (batching == Batching.OFF || circuit.failing() || alone.contains(first.id())) {
            return new DeliveryBatch(message, List.of(first), circuit);
        }
        List<Delivery> candidates = candidates(waiting, kind, alone);
        boolean digest = batching == Batching.DIGEST && kind.digests();
        int most = digest ? candidates.size() : kind.fitting(candidates);
        return new DeliveryBatch(message, candidates.subList(0, most), circuit);
    }

    /** A repetition is recognised as such only if it is the same message, with the same events. */
    private static List<Delivery> sentIn(UUID message, List<Delivery> waiting) {
        return waiting.stream()
                .filter(delivery -> message.equals(delivery.messageId()))
                .toList();
    }

    private static List<Delivery> candidates(List<Delivery> waiting, DestinationKind kind, Set<UUID> alone) {
        Instant now = Instant.now();
        var candidates = new ArrayList<Delivery>();
        for (Delivery delivery : waiting) {
            boolean sentBefore = kind.recognisesRepeats() && delivery.messageId() != null;
            if (sentBefore
                    || alone.contains(delivery.id())
                    || delivery.nextAttemptAt().isAfter(now)) {
                break;
            }
            candidates.add(delivery);
        }
        return candidates;
    }
}

package io.notifyflow.delivery.queue;

import io.notifyflow.delivery.DeliverySettings;
import io.notifyflow.outbox.OutboxSweep;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.stereotype.Component;

/** The lanes that this hub has leased, with the workers that are in them. */
@Component
class Lanes {

    private static final Logger log = LoggerFactory.getLogger(Lanes.class);
    /** Long enough that no claim is still under way that began before the last worker left. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final Leases leases;
    private final Duration lease;
    private final OutboxSweep sweep;
    private final Map<UUID, Lane> known = new HashMap<>();

    Lanes(Leases leases, OutboxSweep sweep, DeliverySettings settings) {
        this.leases = leases;
        this.sweep = sweep;
        this.lease = settings.lease();
    }

    /** Enters the lane of a destination; empty when another hub has it, or nothing is to be called there any more. */
    Optional<Lane> claim(UUID destination) {
        long askedAt = System.nanoTime();
        Optional<Leases.Claim> claimed = leases.claim(destination);
        claimed.ifPresent(this::queueWhatWasLeft);
        return claimed.map(claim -> entered(claim, askedAt));
    }

    /** What the last holder had in memory comes before what it, or others, put into the queue after that. */
    private void queueWhatWasLeft(Leases.Claim claim) {
        UUID before = claim.heldBefore();
        boolean goesOn = before == null || before.equals(leases.hub()) && inUse(claim.lane());
        if (!goesOn) {
            // The lease was renewed every third of its time, so two thirds passed in silence.
            sweep.sweepAfter(lease.dividedBy(2));
        }
    }

    private synchronized boolean inUse(UUID id) {
        Lane lane = known.get(id);
        return lane != null && lane.inUse();
    }

    private synchronized Lane entered(Leases.Claim claim, long askedAt) {
        Lane lane = known.computeIfAbsent(claim.lane(), id -> new Lane(id, lease));
        lane.entered(claim, askedAt);
        return lane;
    }

    /** Leaves it, and gives the lease back as its last worker; whether something waits for the destination again. */
    boolean leave(Lane lane, UUID destination) {
        return left(lane) && leases.release(lane.id(), lane.lease(), destination);
    }

    /** Leaves a lane whose lease this hub may have lost. */
    void lost(Lane lane) {
        left(lane);
    }

    private synchronized boolean left(Lane lane) {
        return lane.left();
    }

    /** Renews the leases of all lanes that a worker is in. */
    void renew() {
        List<Lane> lanes = inUse();
        if (lanes.isEmpty()) {
            return;
        }
        try {
            long askedAt = System.nanoTime();
            List<UUID> renewed = leases.renew(lanes.stream().map(Lane::id).toList());
            lanes.stream().filter(lane -> renewed.contains(lane.id())).forEach(lane -> lane.renewed(askedAt));
        } catch (RuntimeException e) {
            log.warn(
                    "Leases cannot be renewed for the moment: {}",
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        }
    }

    private synchronized List<Lane> inUse() {
        known.values().removeIf(lane -> lane.idleFor(REMEMBERED));
        return known.values().stream().filter(Lane::inUse).toList();
    }
}

package io.notifyflow.event;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Instant;
import java.util.UUID;

/** UUIDv7 (RFC 9562): ordered by time across hubs, and strictly increasing within one. */
public final class EventIds {

    /** The first 48 bits are the milliseconds since 1970. */
    private static final long TIME = 0xFFFF_FFFF_FFFF_0000L;

    private static final long VERSION_7 = 0x7000;
    private static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator();

    private EventIds() {}

    public static UUID next() {
        return GENERATOR.generate();
    }

    /**
     * An id of the same millisecond as an event's, for what belongs to it: who knows it knows where the event is.
     *
     * @param ordinal the order of such ids within the event, 0 to 4095
     */
    public static UUID within(UUID event, int ordinal) {
        long time = event.getMostSignificantBits() & TIME;
        return new UUID(time | VERSION_7 | ordinal & 0xFFF, next().getLeastSignificantBits());
    }

    /** The least id of a moment. */
    public static UUID floor(Instant at) {
        return new UUID(at.toEpochMilli() << 16, 0);
    }

    /** The least id above this one. */
    public static UUID above(UUID id) {
        long low = id.getLeastSignificantBits() + 1;
        return new UUID(id.getMostSignificantBits() + (low == 0 ? 1 : 0), low);
    }

    /** The least id of the millisecond of this one. */
    public static UUID firstOfMillisecond(UUID id) {
        return new UUID(id.getMostSignificantBits() & TIME, 0);
    }

    /** The greatest id of the millisecond of this one. */
    public static UUID lastOfMillisecond(UUID id) {
        return new UUID(id.getMostSignificantBits() | ~TIME, -1);
    }
}

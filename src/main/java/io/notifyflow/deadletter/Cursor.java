package io.notifyflow.deadletter;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** Where a page ended; what clients get to see of it means nothing to them. */
record Cursor(Instant diedAt, UUID delivery) {

    private static final int BYTES = 3 * Long.BYTES;

    /** To the microsecond, as PostgreSQL keeps times. */
    String text() {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, diedAt))
                .putLong(delivery.getMostSignificantBits())
                .putLong(delivery.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static Optional<Cursor> of(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
        if (bytes.length != BYTES) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long micros = buffer.getLong();
        UUID delivery = new UUID(buffer.getLong(), buffer.getLong());
        // Before 1970 no delivery died, and some way before that PostgreSQL's calendar ends.
        return micros < 0
                ? Optional.empty()
                : Optional.of(new Cursor(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), delivery));
    }
}

package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a foreign webhook comes in.
 *
 * @param type     names the route that understands it, {@code direct:source.<type>}
 * @param category of events whose own category the account does not have
 * @param secret   what the sender signs with; null for a sender that does not
 * @param settings an object, for the route
 */
public record Source(
        UUID id,
        UUID accountId,
        String type,
        String name,
        @Nullable String category,
        @Nullable String secret,
        JsonNode settings) {

    /** How long what is repeated makes no second event; null for as long as usual. */
    public @Nullable Duration muteRepeats() {
        return MuteRepeats.of(settings).orElse(null);
    }

    @Override
    public String toString() {
        return "Source[" + id + ", " + type + "]";
    }
}

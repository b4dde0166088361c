package io.notifyflow.delivery;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a delivery goes.
 *
 * @param lane   what it shares with other destinations of the same webhook or recipient: one call at a time
 * @param type   names the route that sends: {@code direct:deliver.<type>}
 * @param config what may be shown, such as a webhook's id
 * @param secret what may not, such as its token; in the clear here, and in no text of this record
 * @param digest the shortest time between two messages; null but for {@link Batching#DIGEST}
 */
public record Target(
        UUID id,
        UUID lane,
        String name,
        String type,
        Map<String, String> config,
        @Nullable String secret,
        Batching batching,
        @Nullable Duration digest) {

    public Target {
        config = Map.copyOf(config);
    }

    @Override
    public String toString() {
        return "Target[" + type + " " + id + "]";
    }
}

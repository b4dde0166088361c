package io.notifyflow.delivery;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a delivery goes.
 *
 * @param type   names the route that sends: {@code direct:deliver.<type>}
 * @param config what may be shown, such as a webhook's id
 * @param secret what may not, such as its token; in the clear here, and in no text of this record
 */
public record Target(UUID id, String name, String type, Map<String, String> config, @Nullable String secret) {

    public Target {
        config = Map.copyOf(config);
    }

    @Override
    public String toString() {
        return "Target[" + type + " " + id + "]";
    }
}

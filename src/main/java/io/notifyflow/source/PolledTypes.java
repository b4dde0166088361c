package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Which sources the hub asks itself: those of types that say so, and any whose settings have minutes. */
@Component
class PolledTypes {

    private final List<PolledType> types;

    PolledTypes(List<PolledType> types) {
        this.types = types;
    }

    Optional<PolledType> find(String name) {
        return types.stream().filter(type -> type.name().equals(name)).findFirst();
    }

    boolean isPolled(String type, JsonNode settings) {
        return find(type).isPresent() || settings.has("minutes");
    }

    /** Where the secret of such a source is sent; null for one that only checks with it what comes. */
    @Nullable
    Object secretGoesTo(String type, JsonNode settings) {
        return find(type)
                .map(known -> known.secretGoesTo(settings))
                .orElseGet(() -> settings.has("minutes") ? withoutPolling(settings) : null);
    }

    private static @Nullable Object withoutPolling(JsonNode settings) {
        return settings.<ObjectNode>deepCopy().without(List.of("minutes", "backlog"));
    }

    boolean hasAddress(String type, JsonNode settings) {
        return find(type).map(PolledType::hasAddress).orElseGet(() -> !settings.has("minutes"));
    }
}

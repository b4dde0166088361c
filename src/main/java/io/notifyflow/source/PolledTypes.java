package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
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

    boolean hasAddress(String type, JsonNode settings) {
        return find(type).map(PolledType::hasAddress).orElseGet(() -> !settings.has("minutes"));
    }
}

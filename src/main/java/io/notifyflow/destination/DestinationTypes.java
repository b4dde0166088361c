package io.notifyflow.destination;

import io.notifyflow.account.DestinationType;
import io.notifyflow.account.FurtherDestinationTypes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The types that a destination can have: those of the hub, and those that a route file alone describes. */
@Component
class DestinationTypes {

    private final Map<String, DestinationType> types;
    private final FurtherDestinationTypes further;

    DestinationTypes(List<DestinationType> types, FurtherDestinationTypes further) {
        this.types = types.stream().collect(Collectors.toUnmodifiableMap(DestinationType::name, Function.identity()));
        this.further = further;
    }

    Optional<DestinationType> find(String name) {
        return Optional.ofNullable(types.get(name)).or(() -> further.find(name));
    }

    Set<String> names() {
        return new TreeSet<>(types.keySet());
    }
}

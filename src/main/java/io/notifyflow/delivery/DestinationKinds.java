package io.notifyflow.delivery;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The kinds of destinations by type; a type that nobody describes sends one event a message, at any time. */
@Component
public class DestinationKinds {

    private final Map<String, DestinationKind> kinds;

    DestinationKinds(List<DestinationKind> kinds) {
        this.kinds = kinds.stream().collect(Collectors.toUnmodifiableMap(DestinationKind::type, Function.identity()));
    }

    public DestinationKind of(String type) {
        DestinationKind kind = kinds.get(type);
        return kind == null ? new Plain(type) : kind;
    }

    private record Plain(String type) implements DestinationKind {}
}

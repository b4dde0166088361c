package io.notifyflow.source;

import io.notifyflow.account.SourceAddresses;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Finds the source that has an address, and is of a type that has addresses. */
@Component
class KeyedSources implements SourceAddresses {

    private final Sources sources;
    private final PolledTypes polled;

    KeyedSources(Sources sources, PolledTypes polled) {
        this.sources = sources;
        this.polled = polled;
    }

    Optional<Source> find(String type, String key) {
        return sources.byKey(key)
                .filter(known -> known.type().equals(type))
                .filter(known -> polled.hasAddress(known.type(), known.settings()));
    }

    @Override
    public Optional<UUID> account(String type, String key) {
        return find(type, key).map(Source::accountId);
    }
}

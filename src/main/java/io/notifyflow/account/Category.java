package io.notifyflow.account;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A kind of event.
 *
 * @param color        24-bit RGB
 * @param destinations where its events go in place of the account's default; empty for the default
 * @param times        when they go out
 */
public record Category(
        UUID id, String name, int color, @Nullable String emoji, List<UUID> destinations, DeliveryTimes times) {

    public Category {
        destinations = List.copyOf(destinations);
    }
}

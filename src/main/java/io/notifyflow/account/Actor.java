package io.notifyflow.account;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who does something on behalf of an account, as the audit log names it.
 *
 * @param kind {@code key}, {@code person} or {@code hub}
 * @param id   of the key or the person; null for the hub itself
 * @param name for people
 */
public record Actor(String kind, @Nullable UUID id, String name) {

    public static final Actor HUB = new Actor("hub", null, "hub");

    public static Actor key(UUID id, String name) {
        return new Actor("key", id, name);
    }

    public static Actor person(UUID id, String name) {
        return new Actor("person", id, name);
    }
}

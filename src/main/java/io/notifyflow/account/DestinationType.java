package io.notifyflow.account;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a kind of destination has to be told, and whether that makes sense. */
public interface DestinationType {

    /** As in {@code direct:deliver.<name>}. */
    String name();

    /** The names of what it can be told. */
    Set<String> members();

    /**
     * The members that decide where its secrets are sent. When one of these changes, the secrets have to be entered again:
     * who may change a destination may not read what was entered. All of them, unless a type knows better.
     */
    default Set<String> addressMembers() {
        return members();
    }

    /**
     * @param told by the names of {@link #members}; others are left aside
     * @throws InvalidDestination for what cannot be used
     */
    DestinationSettings check(Map<String, String> told);

    /** Where people let the hub in, so that it may write to them; empty where nobody needs to. */
    default Optional<URI> invitation() {
        return Optional.empty();
    }

    /** The person who must confirm before anything is sent there; empty where nobody needs to. */
    default Optional<String> recipient(DestinationSettings settings) {
        return Optional.empty();
    }

    /**
     * Asks such a person to confirm.
     *
     * @param account the name of the account that wants to send
     * @param link    where they confirm
     * @throws RuntimeException if they cannot be asked now
     */
    default void askToConfirm(String recipient, String account, String link) {
        throw new UnsupportedOperationException("Nobody needs to confirm destinations of type " + name());
    }

    /** What it was told, from what is kept of that; so that one member can be changed without the others. */
    default Map<String, String> told(Map<String, String> shown, Map<String, String> secret) {
        var told = new HashMap<>(shown);
        told.putAll(secret);
        told.keySet().retainAll(members());
        return told;
    }
}

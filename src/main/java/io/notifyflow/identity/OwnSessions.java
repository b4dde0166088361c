package io.notifyflow.identity;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The sessions of the person who looks at a page, as they may see and end them. */
public interface OwnSessions {

    /**
     * One session.
     *
     * @param method    how it began: {@code password}, {@code link}, {@code passkey} or {@code provider}
     * @param address   of the network, from which it began
     * @param userAgent as the browser named itself then
     * @param current   whether it is the one that asks
     */
    record Shown(
            UUID id,
            String method,
            String address,
            String userAgent,
            Instant startedAt,
            Instant lastUsedAt,
            boolean current) {}

    /** The one that was used last first. */
    List<Shown> list(Person person);

    /** Ends one on every hub; false if the person has none of that id. */
    boolean end(Person person, UUID id);

    /**
     * Ends all but the one that asks.
     *
     * @return how many
     */
    int endOthers(Person person);
}

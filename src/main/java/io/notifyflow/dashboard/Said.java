package io.notifyflow.dashboard;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a page says was done, after a form led to it. */
public enum Said {
    CREATED("Created."),
    CHANGED("Saved."),
    DELETED("Deleted."),
    REVOKED("Revoked, on all hubs at once."),
    SENT("A test message was sent."),
    ASKED("The recipient gets a mail with a link to confirm with."),
    PAUSED("Paused: its deliveries are held."),
    RESUMED("Resumed: what was held goes out in order."),
    REDRIVEN("Put back into the queue."),
    STARTED("Begun."),
    CANCELLED("Cancelled."),
    INVITED("Invited."),
    REPLAYED("Replayed."),
    SIGNED_OUT("Signed out, on all hubs at once."),
    PASSWORD_CHANGED("Your password is changed; your other sessions have ended."),
    ROUTE_STOPPED("Stopped on all hubs: what is in the route ends, and nothing enters it."),
    ROUTE_STARTED("Started on all hubs.");

    static final String PARAMETER = "said";

    private final String text;

    Said(String text) {
        this.text = text;
    }

    static @Nullable String text(@Nullable String name) {
        return name == null
                ? null
                : Arrays.stream(values())
                        .filter(said -> said.name().toLowerCase(Locale.ROOT).equals(name))
                        .map(said -> said.text)
                        .findFirst()
                        .orElse(null);
    }
}

package io.notifyflow.account;

import java.util.Map;

/**
 * What is known of a destination after it was checked.
 *
 * @param shown  what may be shown
 * @param secret what may not, such as tokens and addresses that hold one
 * @param place  names what is called there, with its secrets: destinations of one place share a lane
 */
public record DestinationSettings(Map<String, String> shown, Map<String, String> secret, String place) {

    public DestinationSettings {
        shown = Map.copyOf(shown);
        secret = Map.copyOf(secret);
    }

    @Override
    public String toString() {
        return "DestinationSettings[shown=" + shown + "]";
    }
}

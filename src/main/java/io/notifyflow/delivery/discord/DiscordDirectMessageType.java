package io.notifyflow.delivery.discord;

import io.notifyflow.account.DestinationSettings;
import io.notifyflow.account.DestinationType;
import io.notifyflow.account.InvalidDestination;
import io.notifyflow.account.Told;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** One person, through the hub's bot. */
@Component
class DiscordDirectMessageType implements DestinationType {

    private static final String RECIPIENT = "recipientId";
    private static final Pattern SNOWFLAKE = Pattern.compile("\\d{17,20}");

    @Override
    public String name() {
        return "discord-dm";
    }

    @Override
    public Set<String> members() {
        return Set.of("userId");
    }

    /**
     * @throws InvalidDestination for what is no user's id
     */
    @Override
    public DestinationSettings check(Map<String, String> values) {
        String user = new Told(values)
                .required(
                        "userId",
                        SNOWFLAKE,
                        "must be a Discord user's id: 17 to 20 digits. In Discord, turn on Settings > Advanced > Developer"
                                + " Mode, then right-click the person and copy the user ID");
        return new DestinationSettings(Map.of(RECIPIENT, user), Map.of(), user);
    }

    @Override
    public Map<String, String> told(Map<String, String> shown, Map<String, String> secret) {
        String recipient = shown.get(RECIPIENT);
        return recipient == null ? Map.of() : Map.of("userId", recipient);
    }
}

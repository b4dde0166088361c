package io.notifyflow.delivery.discord;

import io.notifyflow.account.DestinationSettings;
import io.notifyflow.account.DestinationType;
import io.notifyflow.account.InvalidDestination;
import io.notifyflow.account.Told;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** One person, through the hub's bot. */
@Component
class DiscordDirectMessageType implements DestinationType {

    private static final String RECIPIENT = "recipientId";
    private static final Pattern SNOWFLAKE = Pattern.compile("\\d{17,20}");

    private final DiscordSettings settings;

    DiscordDirectMessageType(DiscordSettings settings) {
        this.settings = settings;
    }

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

    /**
     * A bot writes to whom it shares a server with, so somebody has to invite it to one. A token begins with the id of its
     * bot, in Base64.
     *
     * @see <a href="https://docs.discord.com/developers/topics/oauth2#bot-authorization-flow">How a bot is invited</a>
     */
    @Override
    public Optional<URI> invitation() {
        String token = settings.botToken();
        if (token == null) {
            return Optional.empty();
        }
        try {
            byte[] id = Base64.getUrlDecoder().decode(token.split("\\.", 2)[0]);
            return Optional.of(new String(id, StandardCharsets.US_ASCII))
                    .filter(bot -> SNOWFLAKE.matcher(bot).matches())
                    .map(bot -> URI.create(
                            "https://discord.com/oauth2/authorize?client_id=" + bot + "&scope=bot&permissions=0"));
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    @Override
    public Map<String, String> told(Map<String, String> shown, Map<String, String> secret) {
        String recipient = shown.get(RECIPIENT);
        return recipient == null ? Map.of() : Map.of("userId", recipient);
    }
}

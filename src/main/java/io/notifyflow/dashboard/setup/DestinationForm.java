package io.notifyflow.dashboard.setup;

import io.notifyflow.account.DestinationType;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What is asked of whoever enters a destination of a type. */
@Component
public class DestinationForm {

    /**
     * One setting.
     *
     * @param hint   where to find it
     * @param secret whether it is never shown again
     */
    public record Setting(String name, String label, String hint, boolean required, boolean secret) {}

    /** One type, as people call it. */
    public record Kind(String type, String name, String hint, List<Setting> settings) {}

    private static final Setting WEBHOOK =
            new Setting("url", "Webhook URL", "It holds a secret, and is not shown again.", true, true);

    private static final List<Kind> KNOWN = List.of(
            new Kind(
                    "discord-webhook",
                    "Discord channel",
                    "In Discord: Channel settings, Integrations, Webhooks, New webhook, Copy webhook URL.",
                    List.of(WEBHOOK)),
            new Kind(
                    "discord-dm",
                    "Discord direct message",
                    "The hub's bot writes to a person, who shares a server with it and lets its members write to them.",
                    List.of(new Setting(
                            "userId",
                            "User id",
                            "In Discord: Settings, Advanced, Developer Mode on; then a right click on the person, Copy user ID.",
                            true,
                            false))),
            new Kind("slack", "Slack channel", "An incoming webhook of a Slack app.", List.of(WEBHOOK)),
            new Kind(
                    "teams",
                    "Microsoft Teams",
                    "A workflow \"When a Teams webhook request is received\".",
                    List.of(WEBHOOK)),
            new Kind(
                    "telegram",
                    "Telegram chat",
                    "A bot of yours, which is in the chat.",
                    List.of(
                            new Setting("token", "Bot token", "As BotFather gave it.", true, true),
                            new Setting("chat", "Chat", "Its number, or the @name of a channel.", true, false),
                            new Setting("thread", "Thread", "The number of a topic in a group.", false, false))),
            new Kind(
                    "ntfy",
                    "ntfy topic",
                    "Notifications on a phone, by ntfy.sh or a server of yours.",
                    List.of(
                            new Setting("topic", "Topic", "Whoever knows it can read it.", true, true),
                            new Setting("server", "Server", "https://ntfy.sh if none.", false, false),
                            new Setting("token", "Access token", "For a topic that is protected.", false, true),
                            new Setting("priority", "Priority", "1 to 5.", false, false),
                            new Setting("tags", "Tags", "Separated by commas.", false, false))),
            new Kind(
                    "email",
                    "E-mail",
                    "Sent by the hub's mail server.",
                    List.of(new Setting("to", "Address", "One address.", true, false))),
            new Kind(
                    "webhook",
                    "Signed webhook",
                    "Each event as JSON to an address of yours, signed as Standard Webhooks have it.",
                    List.of(
                            new Setting("url", "URL", "https, and reachable from the hub.", true, true),
                            new Setting(
                                    "secrets",
                                    "Signing secrets",
                                    "One, or several separated by spaces while they are rotated: whsec_ and 32 random bytes as Base64.",
                                    true,
                                    true))));

    private final List<DestinationType> types;

    DestinationForm(List<DestinationType> types) {
        this.types = types;
    }

    /** The types that this hub has, the best known first. */
    List<Kind> kinds() {
        return KNOWN.stream()
                .filter(kind -> types.stream().anyMatch(type -> type.name().equals(kind.type())))
                .toList();
    }

    Optional<Kind> find(String type) {
        return kinds().stream()
                .filter(kind -> kind.type().equals(type))
                .findFirst()
                .or(() -> types.stream()
                        .filter(each -> each.name().equals(type))
                        .findFirst()
                        .map(DestinationForm::unknown));
    }

    private static Kind unknown(DestinationType type) {
        return new Kind(
                type.name(),
                type.name(),
                "",
                type.members().stream()
                        .sorted(Comparator.naturalOrder())
                        .map(member -> new Setting(member, member, "", false, true))
                        .toList());
    }

    /** Where people let the hub in for this type; empty where nobody needs to. */
    Optional<URI> invitation(String type) {
        return types.stream()
                .filter(each -> each.name().equals(type))
                .findFirst()
                .flatMap(DestinationType::invitation);
    }

    /** What people call a type. */
    Map<String, String> names() {
        return KNOWN.stream().collect(java.util.stream.Collectors.toMap(Kind::type, Kind::name));
    }
}

package io.notifyflow.delivery.telegram;

import io.notifyflow.account.DestinationSettings;
import io.notifyflow.account.DestinationType;
import io.notifyflow.account.Destinations;
import io.notifyflow.account.Told;
import io.notifyflow.delivery.DestinationKind;
import io.notifyflow.delivery.Target;
import io.notifyflow.delivery.TargetSettings;
import io.notifyflow.delivery.outbound.CallPace;
import io.notifyflow.delivery.outbound.OutboundAddresses;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Chats of a bot: each has a pace, and the bot has one for all of them. */
@Component
class TelegramType implements DestinationType, DestinationKind {

    private final OutboundAddresses addresses;
    private final TargetSettings settings;
    private final CallPace pace;
    private final Destinations destinations;

    TelegramType(OutboundAddresses addresses, TargetSettings settings, CallPace pace, Destinations destinations) {
        this.destinations = destinations;
        this.addresses = addresses;
        this.settings = settings;
        this.pace = pace;
    }

    @Override
    public String name() {
        return type();
    }

    @Override
    public String type() {
        return "telegram";
    }

    @Override
    public Set<String> members() {
        return Set.of("token", "chat", "thread", "silent", "server");
    }

    @Override
    public Set<String> addressMembers() {
        return Set.of("server");
    }

    @Override
    public DestinationSettings check(Map<String, String> told) {
        TelegramSettings checked = of(new Told(told));
        var shown = new HashMap<String, String>();
        shown.put("chat", checked.chat());
        shown.put("bot", bot(checked.token()));
        shown.put("silent", String.valueOf(checked.silent()));
        if (!checked.server().equals(TelegramSettings.SERVER)) {
            shown.put("server", checked.server());
        }
        if (checked.thread() != null) {
            shown.put("thread", checked.thread());
        }
        return new DestinationSettings(
                shown,
                Map.of("token", checked.token()),
                checked.server() + " " + checked.token() + " " + checked.chat());
    }

    /** The public number of the bot. */
    private static String bot(String token) {
        return token.substring(0, token.indexOf(':'));
    }

    TelegramSettings of(Told told) {
        return TelegramSettings.of(told, addresses);
    }

    @Override
    public boolean answeredByAService(Target target) {
        return !target.config().containsKey("server");
    }

    @Override
    public boolean paced(Target target) {
        return true;
    }

    @Override
    public Duration take(Target target) {
        return pace.take(sender(target), TelegramLimits.BOT_PACE, 1);
    }

    /** What one chat is told to wait, every chat of the bot waits. */
    void pause(Target target, Duration wait) {
        pace.pause(sender(target), wait, TelegramLimits.BOT_PACE, 1);
    }

    /**
     * Keeps the number that a group has since it became a supergroup.
     *
     * @return whether it is a number, and the destination still leads to the group
     */
    boolean follow(Target target, String chat) {
        TelegramSettings before = read(target);
        if (!chat.matches("-?\\d{1,20}") || chat.equals(before.chat())) {
            return false;
        }
        var told = new HashMap<>(Map.of(
                "token", before.token(),
                "chat", chat,
                "silent", String.valueOf(before.silent()),
                "server", before.server()));
        if (before.thread() != null) {
            told.put("thread", before.thread());
        }
        return destinations.tellIf(target.id(), "chat", before.chat(), check(told));
    }

    private static String sender(Target target) {
        return "telegram:" + target.config().get("bot");
    }

    TelegramSettings read(Target target) {
        return settings.read(target, this::of);
    }
}

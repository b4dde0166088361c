package io.notifyflow.delivery.telegram;

import io.notifyflow.account.Told;
import io.notifyflow.delivery.outbound.OutboundAddresses;
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A chat of a bot, as its owner told it.
 *
 * @param server where the Bot API is, without a slash at the end
 * @param thread a topic of the chat
 * @param silent whether it arrives without a sound
 */
record TelegramSettings(String server, String token, String chat, @Nullable String thread, boolean silent) {

    static final String SERVER = "https://api.telegram.org";

    private static final Pattern TOKEN = Pattern.compile("\\d{1,20}:[A-Za-z0-9_-]{20,100}");
    private static final Pattern CHAT = Pattern.compile("-?\\d{1,20}|@[A-Za-z0-9_]{4,64}");
    private static final Pattern THREAD = Pattern.compile("\\d{1,18}");
    private static final Pattern YES_OR_NO = Pattern.compile("true|false");

    static TelegramSettings of(Told told, OutboundAddresses addresses) {
        String server = told.optional("server");
        return new TelegramSettings(
                server == null ? SERVER : Told.read("server", server, address -> base(addresses.https(address))),
                told.required("token", TOKEN, "must be a bot's token as @BotFather tells it, such as 123456:ABC-DEF…"),
                told.required("chat", CHAT, "must be a chat's number, or the @name of a public channel"),
                told.optional("thread", THREAD, "must be the number of a topic"),
                Boolean.parseBoolean(told.optional("silent", YES_OR_NO, "must be true or false")));
    }

    private static String base(URI address) {
        return address.toString().replaceAll("[?].*|/+$", "");
    }

    /** Groups have negative numbers; a channel's name may be that of a group. */
    boolean group() {
        return !Character.isDigit(chat.charAt(0));
    }

    @Override
    public String toString() {
        return "TelegramSettings[***]";
    }
}

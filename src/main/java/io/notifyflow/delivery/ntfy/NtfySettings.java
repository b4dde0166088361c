package io.notifyflow.delivery.ntfy;

import io.notifyflow.account.Told;
import io.notifyflow.delivery.outbound.OutboundAddresses;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A topic as its owner told it.
 *
 * @param topic    who knows it can read along, so it is a secret
 * @param priority 1 to 5; null for the server's
 */
record NtfySettings(URI server, String topic, @Nullable String token, @Nullable Integer priority, List<String> tags) {

    static final String PUBLIC_SERVER = "https://ntfy.sh/";
    private static final Pattern TOPIC = Pattern.compile("[-_A-Za-z0-9]{1,64}");
    private static final Pattern TOKEN = Pattern.compile("[-_A-Za-z0-9]{1,128}");
    private static final Pattern PRIORITY = Pattern.compile("[1-5]");
    private static final Pattern TAGS = Pattern.compile("[^,\\s]{1,50}(\\s*,\\s*[^,\\s]{1,50}){0,7}");

    static NtfySettings of(Told told, OutboundAddresses addresses) {
        String server = told.optional("server");
        String token = told.optional("token", TOKEN, "must be an access token, such as tk_…");
        String priority = told.optional("priority", PRIORITY, "must be 1 to 5");
        String tags = told.optional("tags", TAGS, "must be up to 8 words, separated by commas");
        return new NtfySettings(
                Told.read("server", server == null ? PUBLIC_SERVER : server, addresses::https),
                told.required("topic", TOPIC, "must be 1 to 64 letters, digits, hyphens or underscores"),
                token,
                priority == null ? null : Integer.valueOf(priority),
                tags == null ? List.of() : List.of(tags.split("\\s*,\\s*")));
    }

    @Override
    public String toString() {
        return "NtfySettings[***]";
    }
}

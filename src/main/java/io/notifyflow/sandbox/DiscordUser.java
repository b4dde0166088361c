package io.notifyflow.sandbox;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** A user as Discord shows it, cut to the properties its reference marks as required. */
record DiscordUser(
        String id,
        String username,
        String discriminator,
        @JsonProperty("global_name") @Nullable String globalName,
        @Nullable String avatar,
        boolean bot,
        @JsonProperty("public_flags") int publicFlags,
        int flags) {

    static final String BOT_NAME = "Sandbox bot";

    static DiscordUser bot(String id, String name, @Nullable String avatar) {
        return new DiscordUser(id, name, "0000", null, avatar, true, 0, 0);
    }

    static DiscordUser person(String id) {
        return new DiscordUser(id, "sandbox-user-" + id, "0", null, null, false, 0, 0);
    }
}

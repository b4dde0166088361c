package io.notifyflow.identity.sync;

import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The provider's webhooks about its users.
 *
 * @param provider whose users they are about, by its name; needed where there are several
 * @param secrets  it signs with, {@code whsec_} and Base64; several, separated by spaces or commas, while they are changed
 */
@ConfigurationProperties("notifyflow.users")
public record UserSyncSettings(@Nullable String provider, @DefaultValue List<String> secrets) {

    private static final String PREFIX = "whsec_";
    private static final int SHORTEST = 16;

    public UserSyncSettings {
        secrets = secrets.stream()
                .flatMap(text -> Stream.of(text.strip().split("\\s+")))
                .filter(secret -> !secret.isEmpty())
                .toList();
        if (!secrets.stream().allMatch(UserSyncSettings::usable)) {
            // The text of a secret is not repeated.
            throw new IllegalArgumentException(
                    "NOTIFYFLOW_USERS_SECRETS must be what the provider shows as signing secrets: whsec_ and Base64");
        }
    }

    private static boolean usable(String secret) {
        try {
            return secret.startsWith(PREFIX)
                    && Base64.getDecoder().decode(secret.substring(PREFIX.length())).length >= SHORTEST;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "UserSyncSettings[" + secrets.size() + " secrets]";
    }
}

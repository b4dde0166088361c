package io.notifyflow.account;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the key comes from that encrypts destinations' secrets.
 *
 * @param secretKey    32 bytes in Base64; without it a key is made once and kept in the data directory
 * @param secretKeyOld keys that are read with besides, while secrets are encrypted anew with the one above
 * @param dataDir      the hub's data directory
 */
@ConfigurationProperties("notifyflow")
record SecretSettings(
        @Nullable String secretKey, @DefaultValue List<String> secretKeyOld, @DefaultValue("./data") Path dataDir) {

    SecretSettings {
        // An empty value, as a template leaves it, is no key.
        secretKeyOld = secretKeyOld.stream().filter(key -> !key.isBlank()).toList();
    }

    @Override
    public String toString() {
        return "SecretSettings[secretKey=" + (secretKey == null ? "none" : "***") + ", secretKeyOld="
                + secretKeyOld.size() + ", dataDir=" + dataDir + "]";
    }
}

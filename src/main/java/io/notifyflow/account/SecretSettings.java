package io.notifyflow.account;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the key comes from that encrypts destinations' secrets.
 *
 * @param secretKey 32 bytes in Base64; without it a key is made once and kept in the data directory
 * @param dataDir   the hub's data directory
 */
@ConfigurationProperties("notifyflow")
record SecretSettings(@Nullable String secretKey, @DefaultValue("./data") Path dataDir) {

    @Override
    public String toString() {
        return "SecretSettings[secretKey=" + (secretKey == null ? "none" : "***") + ", dataDir=" + dataDir + "]";
    }
}

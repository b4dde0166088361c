package io.notifyflow.account;

import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * API keys.
 *
 * @param signatures the versions of signatures that are accepted of keys whose requests must be signed: {@code v2}, which
 *                   covers method and path, and {@code v1}, which does not
 */
@ConfigurationProperties("notifyflow.keys")
public record KeySettings(@DefaultValue("v2") Set<String> signatures) {

    private static final Set<String> KNOWN = Set.of("v1", "v2");

    public KeySettings {
        signatures = Set.copyOf(signatures);
        if (signatures.isEmpty() || !KNOWN.containsAll(signatures)) {
            throw new IllegalArgumentException("NOTIFYFLOW_KEYS_SIGNATURES is " + String.join(",", signatures)
                    + "; it must be v2, or v2,v1 while clients change over from v1");
        }
    }
}

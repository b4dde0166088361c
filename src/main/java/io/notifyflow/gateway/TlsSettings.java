package io.notifyflow.gateway;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * TLS on the public port itself, where no proxy does it.
 *
 * @param certificate a PEM file with the certificate and those between it and the root; without it there is no TLS
 * @param key         a PEM file with its private key, PKCS#8 and not encrypted
 * @param reload      how often both are looked at for a change
 */
@ConfigurationProperties("notifyflow.http.tls")
record TlsSettings(@Nullable Path certificate, @Nullable Path key, @DefaultValue("30s") Duration reload) {

    TlsSettings {
        certificate = blankAsNull(certificate);
        key = blankAsNull(key);
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("NOTIFYFLOW_HTTP_TLS_CERTIFICATE and NOTIFYFLOW_HTTP_TLS_KEY belong"
                    + " together: set both, or none for a hub behind a proxy with TLS.");
        }
        requireReadable("NOTIFYFLOW_HTTP_TLS_CERTIFICATE", certificate);
        requireReadable("NOTIFYFLOW_HTTP_TLS_KEY", key);
        if (!reload.isPositive()) {
            throw new IllegalArgumentException("NOTIFYFLOW_HTTP_TLS_RELOAD must be longer than zero, such as 30s.");
        }
    }

    private static @Nullable Path blankAsNull(@Nullable Path path) {
        return path == null || path.toString().isBlank() ? null : path;
    }

    private static void requireReadable(String name, @Nullable Path path) {
        if (path != null && !Files.isReadable(path)) {
            throw new IllegalArgumentException(name + " is " + path
                    + ", which cannot be read. Set it to a PEM file that" + " the hub's user may read.");
        }
    }
}

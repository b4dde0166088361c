package io.notifyflow.gateway;

import io.notifyflow.account.PublicAddress;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SSLOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Serves the public port with a certificate from files, and takes a renewed one without a restart.
 *
 * @see <a href="https://wiki.mozilla.org/Security/Server_Side_TLS">The cipher suites of "intermediate"</a>
 */
@Component
class PublicTls {

    private static final Logger log = LoggerFactory.getLogger(PublicTls.class);
    private static final Set<String> VERSIONS = Set.of("TLSv1.3", "TLSv1.2");
    private static final List<String> CIPHER_SUITES = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

    private final TlsSettings settings;
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private volatile @Nullable PemPair served;

    @Autowired
    PublicTls(TlsSettings settings, PublicAddress address) {
        this(settings, address.known() && address.secure());
    }

    PublicTls(TlsSettings settings, boolean https) {
        this.settings = settings;
        if (settings.certificate() != null && !https) {
            throw new IllegalArgumentException(
                    "NOTIFYFLOW_HTTP_TLS_CERTIFICATE is set, so NOTIFYFLOW_PUBLICURL must be the"
                            + " https:// address that the certificate is for.");
        }
    }

    /** Whether the public port has TLS. */
    boolean enabled() {
        return settings.certificate() != null;
    }

    /** The same options, with TLS where it is set up. */
    HttpServerOptions secured(HttpServerOptions options) {
        if (!enabled()) {
            return options;
        }
        PemPair files = read();
        if (!files.fits()) {
            throw new IllegalArgumentException(
                    "NOTIFYFLOW_HTTP_TLS_CERTIFICATE and NOTIFYFLOW_HTTP_TLS_KEY are no certificate"
                            + " with its key, both PEM, the key in PKCS#8 (BEGIN PRIVATE KEY) and not encrypted.");
        }
        served = files;
        options.setSsl(true)
                .setUseAlpn(false)
                .setEnabledSecureTransportProtocols(VERSIONS)
                .setKeyCertOptions(certificate(files));
        CIPHER_SUITES.forEach(options::addEnabledCipherSuite);
        return options;
    }

    /** From now on this server gets a renewed certificate. */
    void serves(HttpServer server) {
        servers.add(server);
    }

    @Scheduled(
            fixedDelayString = "${notifyflow.http.tls.reload:30s}",
            initialDelayString = "${notifyflow.http.tls.reload:30s}")
    void reload() {
        if (!enabled() || servers.isEmpty()) {
            return;
        }
        try {
            PemPair now = read();
            if (!now.equals(served) && now.fits()) {
                served = now;
                servers.forEach(server -> renew(server, now));
            }
        } catch (UncheckedIOException unreadable) {
            log.warn("The certificate cannot be read again, the one in use stays: {}", unreadable.getMessage());
        }
    }

    private static void renew(HttpServer server, PemPair files) {
        var options =
                new SSLOptions().setKeyCertOptions(certificate(files)).setEnabledSecureTransportProtocols(VERSIONS);
        CIPHER_SUITES.forEach(options::addEnabledCipherSuite);
        server.updateSSLOptions(options)
                .onSuccess(ignored -> log.info("A renewed certificate is in use"))
                .onFailure(failure -> log.warn(
                        "The renewed certificate cannot be used, the one before stays: {}", failure.getMessage()));
    }

    private static PemKeyCertOptions certificate(PemPair files) {
        return new PemKeyCertOptions().setCertValue(files.certificate()).setKeyValue(files.key());
    }

    private PemPair read() {
        return new PemPair(
                read(Objects.requireNonNull(settings.certificate())), read(Objects.requireNonNull(settings.key())));
    }

    private static Buffer read(Path file) {
        try {
            return Buffer.buffer(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file + " cannot be read", unreadable);
        }
    }
}

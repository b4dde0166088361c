package io.notifyflow.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.notifyflow.gateway.connection.ConnectionSettings;
import io.notifyflow.gateway.connection.Connections;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The public port with a certificate of its own. */
class PublicServerTlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Handler<HttpServerRequest> ANSWER =
            request -> request.response().end("served");

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private X509Certificate first;
    private PublicTls tls;
    private PublicServer server;

    @BeforeEach
    void start() throws Exception {
        first = write("first");
        tls = new PublicTls(settings(), true);
        server = new PublicServer(
                vertx,
                bind(GatewaySettings.class),
                tls,
                ANSWER,
                ANSWER,
                new Connections(bind(ConnectionSettings.class), new SimpleMeterRegistry()),
                bind(TrustedProxies.class));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void servesOverTls(String version) throws Exception {
        assertThat(get(version, null, first)).startsWith("HTTP/1.1 200").endsWith("served");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_RSA_WITH_AES_128_CBC_SHA",
                "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"
            })
    void refusesCipherSuitesWithoutForwardSecrecyOrAuthenticatedEncryption(String suite) {
        assertThatThrownBy(() -> get("TLSv1.2", suite, first))
                .isInstanceOfAny(SSLException.class, IllegalArgumentException.class);
    }

    @Test
    void answersNothingInTheClear() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("served");
        }
    }

    @Test
    void theHubCallsItselfOnLoopback() throws IOException {
        assertThat(server.ownPort()).isNotEqualTo(server.port());
        try (var socket = new Socket("127.0.0.1", server.ownPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("served");
        }
    }

    @Test
    void takesARenewedCertificateWithoutARestart() throws Exception {
        X509Certificate renewed = write("renewed");
        tls.reload();

        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(get("TLSv1.3", null, renewed)).endsWith("served"));
        assertThatThrownBy(() -> get("TLSv1.3", null, first)).isInstanceOf(SSLException.class);
    }

    @Test
    void keepsTheCertificateThatIsInUseWhileTheFileIsBroken() throws Exception {
        Files.writeString(folder.resolve("certificate.pem"), "half a fi");
        tls.reload();

        assertThat(get("TLSv1.3", null, first)).endsWith("served");
    }

    @Test
    void settingsHaveTheDocumentedDefaults() {
        assertThat(new Binder(new MapConfigurationPropertySource(Map.of()))
                        .bindOrCreate("notifyflow.http.tls", TlsSettings.class))
                .isEqualTo(new TlsSettings(null, null, Duration.ofSeconds(30)));
    }

    @Test
    void refusesSettingsThatCannotWork() {
        assertThatThrownBy(() -> new TlsSettings(folder.resolve("certificate.pem"), null, Duration.ofSeconds(1)))
                .hasMessageContaining("belong together");
        assertThatThrownBy(() ->
                        new TlsSettings(folder.resolve("none.pem"), folder.resolve("key.pem"), Duration.ofSeconds(1)))
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> new PublicTls(settings(), false)).hasMessageContaining("NOTIFYFLOW_PUBLICURL");
    }

    private TlsSettings settings() {
        return new TlsSettings(folder.resolve("certificate.pem"), folder.resolve("key.pem"), Duration.ofHours(1));
    }

    private static <T> T bind(Class<T> settings) {
        return new Binder(new MapConfigurationPropertySource(
                        Map.of("notifyflow.http.port", "0", "notifyflow.http.address", "127.0.0.1")))
                .bindOrCreate("notifyflow.http", settings);
    }

    /** A new key and certificate in the files. */
    private X509Certificate write(String name) throws IOException, GeneralSecurityException, InterruptedException {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "hub",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-validity",
                        "2",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(store)) {
            keys.load(stream, PASSWORD);
        }
        Certificate certificate = keys.getCertificate("hub");
        pem("key.pem", "PRIVATE KEY", keys.getKey("hub", PASSWORD).getEncoded());
        pem("certificate.pem", "CERTIFICATE", certificate.getEncoded());
        return (X509Certificate) certificate;
    }

    private void pem(String file, String type, byte[] content) throws IOException {
        Files.writeString(
                folder.resolve(file),
                "-----BEGIN " + type + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + type
                        + "-----\n");
    }

    private String get(String version, @Nullable String suite, X509Certificate trusted)
            throws IOException, GeneralSecurityException {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("hub", trusted);
        TrustManagerFactory trusts = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusts.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trusts.getTrustManagers(), null);
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            socket.setEnabledProtocols(new String[] {version});
            if (suite != null) {
                socket.setEnabledCipherSuites(new String[] {suite});
            }
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}

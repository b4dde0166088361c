package io.notifyflow.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The sandbox of a hub without a public URL and without Discord: open to this machine, and to nobody else. */
@HubTest
class SandboxGateTest {

    private static final String[] PATHS = {
        "GET /sandbox",
        "GET /sandbox/fragment",
        "GET /sandbox/messages",
        "GET /sandbox/stats",
        "DELETE /sandbox/messages"
    };

    @Autowired
    private Hub hub;

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:8080", "LOCALHOST", "127.0.0.1:1", "[::1]", "[::1]:8080"})
    void answersThisMachineUnderItsOwnNames(String host) throws IOException {
        assertThat(status(loopback(), "GET /sandbox/stats", "Host: " + host)).isEqualTo(200);
        assertThat(status(loopback(), "GET /sandbox", "Host: " + host)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "0.0.0.0",
                "localhost.",
                "10.0.0.1:8080"
            })
    void answersUnderNoNameThatLeadsHere(String host) throws IOException {
        for (String path : PATHS) {
            assertThat(status(loopback(), path, "Host: " + host)).as(path).isEqualTo(421);
        }
        assertThat(status(loopback(), "POST /sandbox/api/webhooks/1/t", "Host: " + host, "Content-Length: 0"))
                .isEqualTo(421);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 127.0.0.1",
                "x-forwarded-for: 203.0.113.7",
                "Forwarded: for=203.0.113.7",
                "X-Real-IP: 203.0.113.7",
                "Via: 1.1 proxy",
                "X-Forwarded-Host: hub.example.com"
            })
    void whatAProxyPassesOnIsNotThisMachines(String header) throws IOException {
        for (String path : PATHS) {
            assertThat(status(loopback(), path, "Host: localhost", header))
                    .as(path)
                    .isEqualTo(401);
        }
        assertThat(status(loopback(), "POST /sandbox/api/webhooks/1/t", "Host: localhost", header, "Content-Length: 0"))
                .isEqualTo(401);
    }

    @Test
    void othersOfTheNetworkAreNotThisMachine() throws IOException {
        Optional<InetAddress> found = addressInANetwork();
        Assumptions.assumeTrue(found.isPresent(), "this machine has only a loopback address");
        InetAddress other = found.get();
        for (String path : PATHS) {
            assertThat(status(other, path, "Host: localhost")).as(path).isEqualTo(401);
        }
        assertThat(status(other, "GET /sandbox", "Host: localhost", "Accept: text/html"))
                .isEqualTo(303);
        assertThat(status(other, "POST /sandbox/api/webhooks/1/t", "Host: localhost", "Content-Length: 0"))
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void otherSitesPagesReadAndChangeNothing(String site) throws IOException {
        assertThat(status(loopback(), "DELETE /sandbox/messages", "Host: localhost", "Sec-Fetch-Site: " + site))
                .isEqualTo(403);
        assertThat(status(loopback(), "GET /sandbox/messages", "Host: localhost", "Sec-Fetch-Site: " + site))
                .isEqualTo(403);
        assertThat(status(
                        loopback(),
                        "GET /sandbox",
                        "Host: localhost",
                        "Sec-Fetch-Site: " + site,
                        "Sec-Fetch-Mode: navigate"))
                .isEqualTo(200);
    }

    private static Optional<InetAddress> addressInANetwork() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst();
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByName("127.0.0.1");
    }

    private int status(InetAddress address, String request, String... headers) throws IOException {
        try (var socket = new Socket(address, hub.address().getPort())) {
            socket.setSoTimeout(10_000);
            String head = request + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
        }
    }
}

package io.notifyflow.attack;

import io.notifyflow.process.HubOutput;
import io.notifyflow.testing.RawConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Strangers and a tenant send slowly, and much, from the same address as the tenant who must not notice it. */
@ExtendWith(HubOutput.class)
@Timeout(180)
class AttackBySlowClientsIT {

    private static final Duration TIME = Duration.ofSeconds(8);
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    private static Path folder;

    private static AttackedHub hub;

    @BeforeAll
    static void starts() {
        hub = new AttackedHub(folder);
    }

    @AfterAll
    static void stops() {
        hub.close();
    }

    /**
     * Connections that all do the same.
     *
     * @param body sent at once behind the head
     */
    record Attack(String name, int connections, String head, int body) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Attack> attacks() {
        return Stream.of(
                new Attack(
                        "large bodies to a source that is none",
                        350,
                        post("/in/github/nokey", MEGABYTE),
                        MEGABYTE - 10),
                new Attack(
                        "large bodies to a source with a made-up key",
                        350,
                        post("/in/github/nfs_000000000000000000000000000000000000", MEGABYTE),
                        MEGABYTE - 10),
                new Attack(
                        "large bodies with an unknown API key",
                        350,
                        post("/api/v1/events/batch", MEGABYTE).replace("\n\n", "\nAuthorization: Bearer unknown\n\n"),
                        MEGABYTE - 10),
                new Attack("large bodies to the sandbox", 350, post("/sandbox/api/v10/webhooks/1/x", 900_000), 899_000),
                new Attack("slow webhooks", 256, post("/webhooks/stripe", 10_000), 100),
                new Attack("large slow webhooks", 350, post("/webhooks/stripe", 250_000), 249_000),
                new Attack("slow sign-ins", 2000, post("/sign-in", 1000), 10),
                new Attack("large slow sign-ins", 600, post("/sign-in", 200_000), 199_000),
                new Attack("slow heads", 2000, "GET /sign-in HTTP/1.1\nHost: hub\nX-Slow: ", 10),
                new Attack("large slow heads", 1500, "GET /sign-in HTTP/1.1\nHost: hub\nX-Slow: ", 7000),
                new Attack("connections that say nothing", 2000, "", 0),
                new Attack(
                        "chunks that never end",
                        300,
                        "POST /webhooks/stripe HTTP/1.1\nHost: hub\nTransfer-Encoding: chunked\n\nffffff\n",
                        250_000));
    }

    private static String post(String path, int length) {
        return "POST " + path + " HTTP/1.1\nHost: hub\nContent-Type: application/json\nContent-Length: " + length
                + "\n\n";
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void othersAreServed(Attack attack) throws Exception {
        hub.during(() -> {
            try (var crowd = new SlowCrowd(hub.address(), attack.connections(), attack.head(), attack.body())) {
                crowd.attack(TIME);
            }
        });
    }

    @Test
    void othersAreServedWhileATenantSendsLargeBodiesWithItsOwnKeys() throws Exception {
        String source = newSource();
        String batch = post("/api/v1/events/batch", 4 * MEGABYTE)
                .replace("\n\n", "\nAuthorization: Bearer " + hub.attackersKey() + "\n\n");
        hub.during(() -> {
            try (var toSource = new SlowCrowd(hub.address(), 350, post(source, MEGABYTE), MEGABYTE - 10);
                    var toApi = new SlowCrowd(hub.address(), 50, batch, 4 * MEGABYTE - 10)) {
                toSource.attack(TIME.dividedBy(2));
                toApi.attack(TIME.dividedBy(2));
            }
        });
    }

    private static String newSource() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String answer = client.send(
                            HttpRequest.newBuilder(hub.address().resolve("/api/v1/sources"))
                                    .header("Authorization", "Bearer " + hub.attackersKey())
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(
                                            "{\"type\":\"json\",\"name\":\"attack\",\"category\":\"sale\"}"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            String address = answer.replaceAll("(?s).*(/in/json/nfs_\\w+).*", "$1");
            return URI.create(address).getPath();
        }
    }

    @Test
    void othersAreServedWhileConnectionsAreDroppedAndReset() throws Exception {
        hub.during(() -> {
            long end = System.nanoTime() + TIME.toNanos();
            while (System.nanoTime() < end) {
                for (int i = 0; i < 50; i++) {
                    try (RawConnection dropped = RawConnection.to(hub.address())) {
                        dropped.send(i % 2 == 0 ? "GET /sign-in HTTP/1.1\r\nHost: hub\r\n\r\n" : "\u0000\r\n\r\n");
                    }
                }
                java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
            }
        });
    }

    @Test
    void othersAreServedWhileNobodyReadsTheAnswers() throws Exception {
        String many = "GET /openapi.yaml HTTP/1.1\nHost: hub\n\n".repeat(200);
        hub.during(() -> {
            var unread = new java.util.ArrayList<RawConnection>();
            try {
                for (int i = 0; i < 200; i++) {
                    unread.add(RawConnection.to(hub.address()).send(many.replace("\n", "\r\n")));
                }
                long end = System.nanoTime() + TIME.toNanos();
                while (System.nanoTime() < end) {
                    java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
                }
            } finally {
                unread.forEach(RawConnection::close);
            }
        });
    }
}

package io.notifyflow.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.notifyflow.event.Problem;
import io.notifyflow.testing.RawConnection;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

/** Deadlines and bounds of connections, with a server of their own whose times are short. */
class ConnectionsTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: hub\r\n\r\n";
    private static final Duration SHORT = Duration.ofMillis(600);
    private static final Duration LONG = Duration.ofMinutes(10);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    private final List<RawConnection> opened = new ArrayList<>();
    private Connections connections = connections(settings(100, 50, LONG, LONG, LONG));
    private Predicate<String> proxies = address -> false;
    private URI address = URI.create("http://127.0.0.1");

    @AfterEach
    void stops() {
        opened.forEach(RawConnection::close);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Connections connections(ConnectionSettings settings) {
        return new Connections(settings, registry);
    }

    private static ConnectionSettings settings(int all, int each, Duration head, Duration body, Duration answer) {
        return new ConnectionSettings(
                all, each, head, body, answer, DataSize.ofKilobytes(256), DataSize.ofKilobytes(128));
    }

    /** Answers with what came as the body, and a path /large with more than any buffer between holds. */
    private void start() {
        var port = new AtomicInteger();
        vertx.deployVerticle(new AbstractVerticle() {
                    @Override
                    public void start(Promise<Void> started) {
                        LoopConnections loop = connections.ofThisLoop(vertx, proxies);
                        vertx.createHttpServer(new HttpServerOptions()
                                        .setHost("127.0.0.1")
                                        .setPort(0)
                                        .setHttp2ClearTextEnabled(false))
                                .connectionHandler(loop::opened)
                                .requestHandler(ConnectionsTest::serve)
                                .invalidRequestHandler(ConnectionsTest::refuse)
                                .listen()
                                .onSuccess(server -> port.set(server.actualPort()))
                                .<Void>mapEmpty()
                                .onComplete(started);
                    }
                })
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        address = URI.create("http://127.0.0.1:" + port.get());
    }

    private static void serve(HttpServerRequest request) {
        if (request.path().equals("/large")) {
            request.response().end("a".repeat(50_000_000));
            return;
        }
        ClientConnection connection = ClientConnection.of(request);
        var reader = new Reader(request);
        if (connection.reads(reader)) {
            request.handler(piece -> reader.add(connection, piece.length()));
            request.endHandler(ended -> {
                connection.endsReading();
                reader.free(connection);
                request.response().end("done");
            });
            request.exceptionHandler(gone -> reader.free(connection));
        }
    }

    private static void refuse(HttpServerRequest request) {
        RefusedRequest refused = (RefusedRequest) request.decoderResult().cause();
        request.response().setStatusCode(refused.problem().status()).end();
    }

    private static final class Reader implements UnfinishedBody {
        private final HttpServerRequest request;
        private long held;

        Reader(HttpServerRequest request) {
            this.request = request;
        }

        void add(ClientConnection connection, int bytes) {
            if (request.response().ended()) {
                return;
            }
            Problem problem = connection.take(request.path(), bytes);
            if (problem == null) {
                held += bytes;
            } else {
                free(connection);
                connection.endsReading();
                connection.closeAfterAnswer();
                request.response().setStatusCode(problem.status()).end();
            }
        }

        void free(ClientConnection connection) {
            connection.give(request.path(), held);
            held = 0;
        }

        @Override
        public void refuse(Problem problem) {
            free(ClientConnection.of(request));
            ClientConnection.of(request).closeAfterAnswer();
            request.response().setStatusCode(problem.status()).end();
        }

        @Override
        public long heldBytes() {
            return held;
        }
    }

    private RawConnection open() {
        RawConnection connection = RawConnection.to(address);
        opened.add(connection);
        return connection;
    }

    private double closed(String reason) {
        return registry.get("notifyflow.connections.closed")
                .tag("reason", reason)
                .counter()
                .count();
    }

    @Test
    void aHeadThatIsNotCompleteInTimeIsAnsweredWith408() {
        connections = connections(settings(100, 50, SHORT, LONG, LONG));
        start();
        RawConnection slow = open().send("GET / HTTP/1.1\r\nHo");
        RawConnection silent = open();

        assertThat(slow.readToEnd().statuses()).containsExactly(408);
        assertThat(silent.send(GET).statuses(1)).as("nothing was begun").containsExactly(200);
        assertThat(closed("slow-head")).isEqualTo(1);
    }

    @Test
    void aHeadThatDribblesGetsNoMoreTime() {
        connections = connections(settings(100, 50, SHORT, LONG, LONG));
        start();
        RawConnection slow = open().send("GET / HTTP/1.1\r\nX: ");

        assertThat(dribble(slow)).containsExactly(408);
    }

    @Test
    void aBodyThatIsNotWholeInTimeIsAnsweredWith408() {
        connections = connections(settings(100, 50, LONG, SHORT, LONG));
        start();
        RawConnection slow = open().send("POST / HTTP/1.1\r\nHost: hub\r\nContent-Length: 100000\r\n\r\n");

        assertThat(dribble(slow)).containsExactly(408);
        assertThat(closed("slow-body")).isEqualTo(1);
        await().untilAsserted(() -> assertThat(connections.heldBytes()).isZero());
    }

    private static List<Integer> dribble(RawConnection connection) {
        for (int i = 0; i < 100 && connection.statuses().isEmpty(); i++) {
            connection.send("a").endsWithin(Duration.ofMillis(50));
        }
        return connection.readToEnd().statuses();
    }

    @Test
    void aClientThatDoesNotReadItsAnswerIsClosed() {
        connections = connections(settings(100, 50, LONG, LONG, SHORT));
        start();
        open().send("GET /large HTTP/1.1\r\nHost: hub\r\n\r\n");

        await().untilAsserted(() -> assertThat(closed("slow-reader")).isEqualTo(1));
        await().untilAsserted(() -> assertThat(connections.open()).isZero());
    }

    @Test
    void oneMoreConnectionThanAnAddressMayHaveTakesThePlaceOfTheOneThatWaitedLongest() {
        connections = connections(settings(100, 5, LONG, LONG, LONG));
        start();
        RawConnection oldest = open().send("GET / HTTP/1.1\r\nHo");
        await().pollDelay(Duration.ofMillis(1500)).until(() -> connections.open() == 1);
        for (int i = 0; i < 4; i++) {
            assertThat(open().send(GET).statuses(1)).containsExactly(200);
        }

        RawConnection another = open();

        assertThat(another.send(GET).statuses(1)).containsExactly(200);
        assertThat(oldest.readToEnd().ended()).isTrue();
        assertThat(closed("too-many")).isEqualTo(1);
    }

    @Test
    void aConnectionMoreIsRefusedWhileAllOthersAreInUse() {
        connections = connections(settings(100, 5, LONG, LONG, LONG));
        start();
        for (int i = 0; i < 5; i++) {
            assertThat(open().send(GET).statuses(1)).containsExactly(200);
        }

        assertThat(open().readToEnd().statuses()).isEmpty();
        assertThat(open().readToEnd().ended()).isTrue();
    }

    @Test
    void trustedProxiesHaveNoBoundOfTheirOwnButTheOneOfAll() {
        proxies = address -> true;
        connections = connections(settings(8, 2, LONG, LONG, LONG));
        start();
        for (int i = 0; i < 8; i++) {
            assertThat(open().send(GET).statuses(1)).containsExactly(200);
        }

        assertThat(open().readToEnd().statuses()).isEmpty();
    }

    @Test
    void bodiesOfOneClientHoldNoMoreThanItsShare() {
        start();
        send("/a", 100_000);
        RawConnection second = send("/a", 100_000);

        assertThat(second.readToEnd().statuses()).containsExactly(429);
        assertThat(connections.heldBytes()).isLessThanOrEqualTo(128 * 1024);
    }

    @Test
    void theOldestUnfinishedBodyMakesRoomForANewOne() {
        start();
        RawConnection oldest = send("/a", 100_000);
        await().until(() -> connections.heldBytes() == 100_000);
        // Times are as exact as the look at all connections.
        await().pollDelay(Duration.ofMillis(600)).until(() -> connections.open() == 1);
        send("/b", 100_000);
        await().until(() -> connections.heldBytes() == 200_000);
        RawConnection newest = send("/c", 100_000);

        assertThat(oldest.readToEnd().statuses()).containsExactly(503);
        await().until(() -> connections.heldBytes() == 200_000);
        newest.send(new byte[900_000]);
        assertThat(newest.readToEnd().statuses())
                .as("more than a client's share")
                .containsExactly(429);
    }

    private RawConnection send(String path, int bytes) {
        return open().send("POST " + path + " HTTP/1.1\r\nHost: hub\r\nContent-Length: 1000000\r\n\r\n")
                .send(new byte[bytes]);
    }

    @Test
    void whatIsHeldIsFreeWhenTheConnectionGoes() {
        start();
        RawConnection gone = send("/a", 100_000);
        await().until(() -> connections.heldBytes() == 100_000);

        gone.close();

        await().until(() -> connections.heldBytes() == 0 && connections.open() == 0);
    }

    @Test
    void manyRequestsAtOnceAreAnsweredOneByOne() {
        start();

        assertThat(open().send(GET.repeat(500)).statuses(500)).hasSize(500).containsOnly(200);
    }

    @Test
    void settingsHaveTheDocumentedDefaults() {
        assertThat(new Binder(new MapConfigurationPropertySource())
                        .bindOrCreate("notifyflow.http", ConnectionSettings.class))
                .isEqualTo(new ConnectionSettings(
                        4096,
                        1024,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        DataSize.ofMegabytes(24),
                        DataSize.ofMegabytes(8)));
    }

    @Test
    void refusesSettingsThatCannotBe() {
        assertThatThrownBy(() -> settings(0, 1, LONG, LONG, LONG)).hasMessageContaining("NOTIFYFLOW_HTTP_CONNECTIONS");
        assertThatThrownBy(() -> settings(1, 1, LONG, Duration.ZERO, LONG))
                .hasMessageContaining("NOTIFYFLOW_HTTP_BODYTIME is 0");
        assertThatThrownBy(() -> new ConnectionSettings(
                        1, 1, LONG, LONG, LONG, DataSize.ofKilobytes(1), DataSize.ofKilobytes(2)))
                .hasMessageContaining("NOTIFYFLOW_HTTP_BODIES ");
    }
}

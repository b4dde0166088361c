package io.notifyflow.delivery.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.notifyflow.delivery.AttemptFailed;
import io.notifyflow.testing.Receiver;
import io.notifyflow.testing.Receiver.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real client over real sockets, with names that lead where the test says. */
class OutboundCallTest {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress OTHER_LOOPBACK = InetAddress.ofLiteral("127.0.0.2");

    private final Deque<InetAddress[]> names = new ArrayDeque<>();
    private final Receiver receiver = new Receiver(request -> Answer.of(200, "taken"));
    private DefaultCamelContext camel;

    @BeforeEach
    void start() throws Exception {
        var settings = new OutboundSettings(List.of("127.0.0.1"), Duration.ofMillis(500));
        DnsResolver resolver = new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws java.net.UnknownHostException {
                return names.isEmpty() ? SystemDefaultDnsResolver.INSTANCE.resolve(host) : names.poll();
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
        HttpComponent component = OutboundConfiguration.outbound(
                resolver, new OutboundAddresses(settings), settings, new BoundedExchange(settings.timeout()));
        camel = new DefaultCamelContext();
        camel.addComponent("outbound", component);
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
        receiver.close();
    }

    private String call(String address) throws Exception {
        var exchange = camel.createFluentProducerTemplate()
                .withHeader("CamelHttpUri", address)
                .withBody("{}".getBytes(StandardCharsets.UTF_8))
                .to("outbound:https://address.invalid?httpMethod=POST&throwExceptionOnFailure=false")
                .send();
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        return exchange.getMessage().getBody(String.class);
    }

    @Test
    void callsWhereANameLeadsToWhatIsAllowed() throws Exception {
        names.add(new InetAddress[] {LOOPBACK});

        assertThat(call(receiver.address("name.example", "/"))).isEqualTo("taken");
    }

    @Test
    void doesNotFollowANameThatLeadsElsewhereTheSecondTime() throws Exception {
        names.add(new InetAddress[] {LOOPBACK});
        receiver.next(Answer.of(200, "first").with("Connection", "close"));
        assertThat(call(receiver.address("name.example", "/"))).isEqualTo("first");
        names.add(new InetAddress[] {OTHER_LOOPBACK});

        assertThatThrownBy(() -> call(receiver.address("name.example", "/")))
                .isInstanceOf(AttemptFailed.class)
                .hasMessageContaining("name.example leads into a private network")
                .hasMessageNotContaining("127.0.0.2");
        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void callsNothingOfANameThatAlsoLeadsInside() {
        names.add(new InetAddress[] {LOOPBACK, InetAddress.ofLiteral("169.254.169.254")});

        assertThatThrownBy(() -> call(receiver.address("name.example", "/"))).isInstanceOf(AttemptFailed.class);
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void checksAddressesThatNeedNoName() {
        for (String host : List.of("127.0.0.2", "2130706434", "[::1]", "[::ffff:7f00:2]", "0x7f000002")) {
            assertThatThrownBy(() -> call(receiver.address(host, "/"))).as(host).isInstanceOf(Exception.class);
        }
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void followsNoRedirect() throws Exception {
        receiver.next(Answer.of(307, "moved").with("Location", receiver.address("127.0.0.2", "/inside")));

        assertThat(call(receiver.address("/"))).isEqualTo("moved");
        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void readsNoMoreOfAnAnswerThanItKeeps() throws Exception {
        receiver.next(Answer.of(200, "x".repeat(5_000_000)));

        assertThat(call(receiver.address("/"))).hasSize(BoundedExchange.LONGEST_BODY);
    }

    @Test
    void waitsForAnAnswerThatDripsOnlySoLong() throws Exception {
        try (var slow = new Dripping("HTTP/1.1 200 OK\r\nX-Slow: ")) {
            long began = System.nanoTime();

            assertThatThrownBy(() -> call(slow.address()))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("too long");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void takesTheStatusOfAnAnswerWhoseBodyDrips() throws Exception {
        try (var slow = new Dripping("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")) {
            assertThat(call(slow.address())).startsWith("x").hasSizeLessThan(1000);
        }
    }

    @Test
    void refusesAnAnswerWithHeadersWithoutEnd() throws Exception {
        receiver.next(Answer.of(200, "").with("X-Long", "x".repeat(20_000)));

        assertThatThrownBy(() -> call(receiver.address("/"))).isInstanceOf(IOException.class);
    }

    /** Begins to answer, and then sends a byte now and then for as long as it is listened to. */
    private static final class Dripping implements AutoCloseable {

        private final ServerSocket server;

        Dripping(String beginning) throws IOException {
            server = new ServerSocket(0, 1, LOOPBACK);
            Thread.ofVirtual().start(() -> {
                try (Socket socket = server.accept();
                        OutputStream out = socket.getOutputStream()) {
                    out.write(beginning.getBytes(StandardCharsets.US_ASCII));
                    while (!server.isClosed()) {
                        out.write('x');
                        out.flush();
                        java.util.concurrent.locks.LockSupport.parkNanos(
                                Duration.ofMillis(100).toNanos());
                    }
                } catch (IOException e) {
                    // The client has hung up, as it should.
                }
            });
        }

        String address() {
            return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/").toString();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}

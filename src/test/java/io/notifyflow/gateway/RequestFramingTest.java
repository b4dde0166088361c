package io.notifyflow.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.RawConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What is sent on a connection, byte by byte, and where one request ends and the next one begins. */
@HubTest
class RequestFramingTest {

    private static final String NEXT = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @Autowired
    Hub hub;

    /**
     * A request and what comes back.
     *
     * @param raw    with \n for CR and LF; {@code ␊} is a LF alone, {@code ␍} a CR alone, {@code ␀} a NUL
     * @param status the answer's
     */
    record Case(String name, String raw, int status) {

        String bytes() {
            return raw.replace("\n", "\r\n")
                    .replace('␊', '\n')
                    .replace('␍', '\r')
                    .replace('␀', '\0');
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> refused() {
        var cases = new ArrayList<Case>();
        String[][] table = {
            // Transfer-Encoding
            {"an unknown coding", post("Transfer-Encoding: xchunked", "0\n\n"), "501"},
            {"an unknown coding in capitals", post("TRANSFER-ENCODING: XCHUNKED", "0\n\n"), "501"},
            {"identity", post("Transfer-Encoding: identity", "5\nhello\n0\n\n"), "501"},
            {"gzip", post("Transfer-Encoding: gzip", ""), "501"},
            {"gzip, then chunked", post("Transfer-Encoding: gzip, chunked", "0\n\n"), "501"},
            {
                "gzip and chunked in two lines",
                post("Transfer-Encoding: gzip\nTransfer-Encoding: chunked", "0\n\n"),
                "501"
            },
            {"identity, then chunked", post("Transfer-Encoding: identity, chunked", "0\n\n"), "501"},
            {"chunked, then identity", post("Transfer-Encoding: chunked, identity", "0\n\n"), "400"},
            {"chunked twice", post("Transfer-Encoding: chunked, chunked", "0\n\n"), "400"},
            {"chunked in two lines", post("Transfer-Encoding: chunked\nTransfer-Encoding: chunked", "0\n\n"), "400"},
            {"chunked with a parameter", post("Transfer-Encoding: chunked;q=1", "0\n\n"), "501"},
            {"chunked in quotes", post("Transfer-Encoding: \"chunked\"", "0\n\n"), "501"},
            {"an empty coding", post("Transfer-Encoding:", "0\n\n"), "400"},
            {"an empty coding before chunked", post("Transfer-Encoding: , chunked", "0\n\n"), "400"},
            {"a vertical tab before chunked", post("Transfer-Encoding: \u000bchunked", "0\n\n"), "400"},
            {"both lengths", post("Content-Length: 4\nTransfer-Encoding: chunked", "0\n\n"), "400"},
            {"both lengths, the other way round", post("Transfer-Encoding: chunked\nContent-Length: 0", "0\n\n"), "400"
            },
            {"an unknown coding and a length", post("Content-Length: 0\nTransfer-Encoding: xchunked", ""), "400"},
            {"a coding in HTTP/1.0", "POST /sign-in HTTP/1.0\nTransfer-Encoding: chunked\n\n0\n\n", "400"},
            {"a space before the colon of the coding", post("Transfer-Encoding : chunked", "0\n\n"), "400"},
            {"a folded coding", post("Transfer-Encoding:\n chunked", "0\n\n"), "400"},
            // Content-Length
            {"a length with a sign", post("Content-Length: +5", "hello"), "400"},
            {"a negative length", post("Content-Length: -1", ""), "400"},
            {"a list of equal lengths", post("Content-Length: 5, 5", "hello"), "400"},
            {"a list of lengths", post("Content-Length: 5, 6", "hello"), "400"},
            {"two lengths", post("Content-Length: 5\nContent-Length: 6", "hello"), "400"},
            {"two equal lengths", post("Content-Length: 5\nContent-Length: 5", "hello"), "400"},
            {"no length", post("Content-Length:", ""), "400"},
            {"a hexadecimal length", post("Content-Length: 0x5", "hello"), "400"},
            {"a length with a fraction", post("Content-Length: 5.0", "hello"), "400"},
            {"a length with a space", post("Content-Length: 1 1", "hello"), "400"},
            {"a length in other digits", post("Content-Length: \u00b2", "hello"), "400"},
            {"a length that no number holds", post("Content-Length: 99999999999999999999999", ""), "413"},
            // Host
            {"no host", "GET /livez HTTP/1.1\nAccept: */*\n\n", "400"},
            {"two hosts", get("Host: localhost\nHost: localhost"), "400"},
            {"two different hosts", get("Host: localhost\nhost: example.com"), "400"},
            {"an empty host", get("Host:"), "400"},
            {"a host with a space", get("Host: local host"), "400"},
            {"a list of hosts", get("Host: a.example, b.example"), "400"},
            {"a host with a path", get("Host: localhost/livez"), "400"},
            {"a host with a user", get("Host: user@localhost"), "400"},
            {"a host with a query", get("Host: localhost?x"), "400"},
            {"a host with a scheme", get("Host: http://localhost"), "400"},
            {"a host with a port that is none", get("Host: localhost:80x"), "400"},
            {"a host with a port that is too large", get("Host: localhost:65536"), "400"},
            {"a host with two ports", get("Host: localhost:80:80"), "400"},
            {"a port alone", get("Host: :8080"), "400"},
            {"a host with an empty label", get("Host: a..b"), "400"},
            {"an address without its end", get("Host: [::1"), "400"},
            {"an address with letters", get("Host: [::zz]"), "400"},
            {"a host above ASCII", get("Host: b\u00fccher.example"), "400"},
            {"a host in HTTP/1.0 that is invalid", "GET /livez HTTP/1.0\nHost: a b\n\n", "400"},
            {"another host in the target", "GET http://other.example/livez HTTP/1.1\nHost: localhost\n\n", "400"},
            {"a user in the target", "GET http://a@localhost/livez HTTP/1.1\nHost: localhost\n\n", "400"},
            // Lines and names
            {"a folded header", get("Host: localhost\nX-Long: a\n b"), "400"},
            {"a header folded with a tab", get("Host: localhost\nX-Long: a\n\tb"), "400"},
            {"a space before the first header", "GET /livez HTTP/1.1\n Host: localhost\n\n", "400"},
            {"an empty name", get("Host: localhost\n: value"), "400"},
            {"no colon", get("Host: localhost\nno colon at all"), "400"},
            {"a space before a colon", get("Host: localhost\nX-Name : a"), "400"},
            {"a tab before a colon", get("Host: localhost\nX-Name\t: a"), "400"},
            {"a space in a name", get("Host: localhost\nX Name: a"), "400"},
            {"a name in brackets", get("Host: localhost\nX(Name): a"), "400"},
            {"a name above ASCII", get("Host: localhost\nX-N\u00e4me: a"), "400"},
            {"a NUL in a value", get("Host: localhost\nX-Name: a␀b"), "400"},
            {"a bell in a value", get("Host: localhost\nX-Name: a\u0007b"), "400"},
            {"a delete in a value", get("Host: localhost\nX-Name: a\u007fb"), "400"},
            {"a CR alone in a value", get("Host: localhost\nX-Name: a␍b"), "400"},
            {"a CR alone before a header", get("Host: localhost␍X-Name: a"), "400"},
            {"a LF alone behind a header", get("Host: localhost␊X-Name: a"), "400"},
            {"LF alone everywhere", "GET /livez HTTP/1.1␊Host: localhost␊␊", "400"},
            {"a LF alone at the end of the head", "GET /livez HTTP/1.1\nHost: localhost\n␊", "400"},
            {"two CR before a LF", "GET /livez HTTP/1.1\nHost: localhost␍\n\n", "400"},
            // The request line
            {"no version", "GET /livez\nHost: localhost\n\n", "400"},
            {"HTTP/2.0", "GET /livez HTTP/2.0\nHost: localhost\n\n", "505"},
            {"HTTP/1.2", "GET /livez HTTP/1.2\nHost: localhost\n\n", "505"},
            {"HTTP/0.9", "GET /livez HTTP/0.9\nHost: localhost\n\n", "505"},
            {"a version in small letters", "GET /livez http/1.1\nHost: localhost\n\n", "400"},
            {"a version with more behind", "GET /livez HTTP/1.1x\nHost: localhost\n\n", "400"},
            {"a version and a space", "GET /livez HTTP/1.1 \nHost: localhost\n\n", "400"},
            {"two spaces", "GET  /livez HTTP/1.1\nHost: localhost\n\n", "400"},
            {"a tab", "GET\t/livez HTTP/1.1\nHost: localhost\n\n", "400"},
            {"a space before the method", " GET /livez HTTP/1.1\nHost: localhost\n\n", "400"},
            {"no method", "/livez HTTP/1.1\nHost: localhost\n\n", "400"},
            {"a method that is no token", "G(T /livez HTTP/1.1\nHost: localhost\n\n", "400"},
            {"a fragment", "GET /livez#x HTTP/1.1\nHost: localhost\n\n", "400"},
            {"a target above ASCII", "GET /liv\u00e9z HTTP/1.1\nHost: localhost\n\n", "400"},
            {"a NUL in the target", "GET /liv␀ez HTTP/1.1\nHost: localhost\n\n", "400"},
            {"a space in the target", "GET /liv ez HTTP/1.1\nHost: localhost\n\n", "400"},
            {"a target without a slash", "GET livez HTTP/1.1\nHost: localhost\n\n", "400"},
            {"a star", "GET * HTTP/1.1\nHost: localhost\n\n", "400"},
            {"a tunnel", "CONNECT localhost:22 HTTP/1.1\nHost: localhost\n\n", "400"},
            {"the preface of HTTP/2", "PRI * HTTP/2.0\n\nSM\n\n", "400"},
            {"TLS", "\u0016\u0003\u0001\u0000\u00a5\u0001\u0000\u0000\n\n", "400"},
            {"a LF alone before the request", "␊GET /livez HTTP/1.1\nHost: localhost\n\n", "400"},
            {"many empty lines", "\n\n\n\nGET /livez HTTP/1.1\nHost: localhost\n\n", "400"},
            {"a request line that is too long", "GET /" + "a".repeat(5000) + " HTTP/1.1\nHost: localhost\n\n", "414"},
            {"a request line without an end", "GET /" + "a".repeat(20_000), "414"},
            {"headers that are too large", get("Host: localhost\nX-Long: " + "a".repeat(9000)), "431"},
            {"many headers", get("Host: localhost\n" + "X: y\n".repeat(2000) + "X: y"), "431"},
            {"headers without an end", "GET /livez HTTP/1.1\n" + "X: y\n".repeat(4000), "431"},
            // Chunks
            {"a chunk without a size", chunked("\nhello\n0\n\n"), "400"},
            {"a size that is no number", chunked("x\nhello\n0\n\n"), "400"},
            {"a size with a sign", chunked("+5\nhello\n0\n\n"), "400"},
            {"a size with 0x", chunked("0x5\nhello\n0\n\n"), "400"},
            {"a size with a space before", chunked(" 5\nhello\n0\n\n"), "400"},
            {"a size with a space behind", chunked("5 \nhello\n0\n\n"), "400"},
            {"a size that no number holds", chunked("ffffffffffffffff5\nhello\n0\n\n"), "400"},
            {"a size that ends with LF alone", chunked("5␊hello\n0\n\n"), "400"},
            {"a chunk that ends with LF alone", chunked("5\nhello␊0\n\n"), "400"},
            {"a chunk that is longer", chunked("5\nhello!!\n0\n\n"), "400"},
            {"a chunk that is shorter", chunked("7\nhello\n0\n\n"), "400"},
            {"a LF in an extension", chunked("5;a␊b\nhello\n0\n\n"), "400"},
            {"a NUL in an extension", chunked("5;a␀b\nhello\n0\n\n"), "400"},
            {"a long extension", chunked("5;" + "a".repeat(300) + "\nhello\n0\n\n"), "400"},
            {"a folded trailer", chunked("5\nhello\n0\nX: y\n z\n\n"), "400"},
            {"a trailer without a name", chunked("5\nhello\n0\n: y\n\n"), "400"},
            {"a trailer without a colon", chunked("5\nhello\n0\ntrailer\n\n"), "400"},
            {"trailers that are too large", chunked("5\nhello\n0\nX: " + "y".repeat(9000) + "\n\n"), "400"},
        };
        for (String[] each : table) {
            cases.add(new Case(each[0], each[1], Integer.parseInt(each[2])));
        }
        return cases.stream();
    }

    static Stream<Case> served() {
        return Stream.of(
                new Case("nothing special", get("Host: localhost"), 200),
                new Case("a port", get("Host: localhost:8080"), 200),
                new Case("an empty port", get("Host: localhost:"), 200),
                new Case("an IPv4 address", get("Host: 127.0.0.1:1"), 200),
                new Case("an IPv6 address", get("Host: [::1]:8080"), 200),
                new Case("an underscore", get("Host: notifyflow_hub"), 200),
                new Case("a host in capitals", get("HOST: LOCALHOST"), 200),
                new Case("no space behind the colon", get("Host:localhost"), 200),
                new Case("spaces around a value", get("Host: \t localhost \t "), 200),
                new Case("a header above ASCII", get("Host: localhost\nX-Name: J\u00f6rg"), 200),
                new Case("an empty value", get("Host: localhost\nX-Name:"), 200),
                new Case("an absolute target", "GET http://localhost/livez HTTP/1.1\nHost: localhost\n\n", 200),
                new Case("an empty line before", "\nGET /livez HTTP/1.1\nHost: localhost\n\n", 200),
                new Case("a length of nothing", get("Host: localhost\nContent-Length: 0"), 200),
                new Case("a length with zeros", post("Content-Length: 0005", "hello"), 403),
                new Case("chunks", chunked("5\nhello\n6;a=b\n world\n0\n\n"), 403),
                new Case("chunks in capitals", chunked("A\n0123456789\n0\n\n"), 403),
                new Case("chunked in capitals", post("Transfer-Encoding: Chunked", "0\n\n"), 403),
                new Case("trailers", chunked("5\nhello\n0\nX-Sum: 1\nContent-Length: 77\n\n"), 403));
    }

    private static String get(String headers) {
        return "GET /livez HTTP/1.1\n" + headers + "\n\n";
    }

    /** Answered with 403 where it is valid, for it has no token of a form; the body is read before that. */
    private static String post(String headers, String body) {
        return "POST /sign-in HTTP/1.1\nHost: localhost\n" + headers + "\n\n" + body;
    }

    private static String chunked(String body) {
        return post("Transfer-Encoding: chunked", body);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isRefusedAndNothingBehindItIsServed(Case sent) {
        try (RawConnection connection = RawConnection.to(hub.address())) {
            connection.send(sent.bytes() + NEXT + NEXT).readToEnd();

            assertThat(connection.statuses()).as(connection.text()).containsExactly(sent.status());
            assertThat(connection.ended()).isTrue();
            assertThat(connection.text().toLowerCase(java.util.Locale.ROOT))
                    .contains("connection: close", "application/problem+json", "urn:notifyflow:problem:");
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isRefusedTheSameInPieces(Case sent) {
        try (RawConnection connection = RawConnection.to(hub.address())) {
            byte[] bytes = (sent.bytes() + NEXT).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            int piece = Math.max(1, bytes.length / 40);
            for (int at = 0; at < bytes.length; at += piece) {
                connection.send(java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)));
            }
            connection.readToEnd();

            assertThat(connection.statuses()).as(connection.text()).containsExactly(sent.status());
        }
    }

    @ParameterizedTest
    @MethodSource("served")
    void isServedAndTheNextOneToo(Case sent) {
        try (RawConnection connection = RawConnection.to(hub.address())) {
            connection.send(sent.bytes() + NEXT);

            assertThat(connection.statuses(2)).as(connection.text()).containsExactly(sent.status(), 200);
        }
    }

    @Test
    void requestsBeforeOneThatIsRefusedAreAnsweredInTheirOrder() {
        try (RawConnection connection = RawConnection.to(hub.address())) {
            connection
                    .send(NEXT + "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n" + "GET /none HTTP/1.1\r\n\r\n"
                            + NEXT)
                    .readToEnd();

            assertThat(connection.statuses()).isEqualTo(List.of(200, 200, 400));
        }
    }
}

package io.notifyflow.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.gateway.connection.Connections;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.RawConnection;
import io.notifyflow.testing.TestAccount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What is decided before a body comes, and what slow senders and odd requests get. */
@HubTest
class SlowClientsTest {

    @Autowired
    Hub hub;

    @Autowired
    Connections connections;

    final List<RawConnection> opened = new ArrayList<>();

    @AfterEach
    void closes() {
        opened.forEach(RawConnection::close);
    }

    private RawConnection open(String head) {
        RawConnection connection = RawConnection.to(hub.address());
        opened.add(connection);
        return connection.send(head.replace("\n", "\r\n"));
    }

    /** A body of which nothing has come yet, so the answer can only be about the head. */
    @ParameterizedTest
    @CsvSource({
        "/api/v1/events, 401",
        "/api/v1/events/batch, 401",
        "/api/v1/categories, 401",
        "/in/github/nokey, 404",
        "/in/json/nfs_00000000000000000000000000000000000000, 404",
        "/in/none/nokey, 404",
    })
    void aKeyIsCheckedBeforeTheBodyIsRead(String path, int status) {
        RawConnection announced = open(
                "POST " + path + " HTTP/1.1\nHost: hub\nContent-Type: application/json\nContent-Length: 60000\n\n");
        RawConnection chunked = open("POST " + path
                + " HTTP/1.1\nHost: hub\nContent-Type: application/json\nTransfer-Encoding: chunked\n\n");

        assertThat(announced.readToEnd().statuses()).containsExactly(status);
        assertThat(chunked.readToEnd().statuses()).containsExactly(status);
        assertThat(announced.text()).containsIgnoringCase("connection: close").contains("application/problem+json");
    }

    @Test
    void slowFormsTakeNoSlotOfAPage() {
        for (int i = 0; i < 400; i++) {
            open("POST /sign-in HTTP/1.1\nHost: hub\nContent-Type: application/x-www-form-urlencoded\n"
                    + "Content-Length: 1000\n\nemail=");
        }

        assertThat(open("GET /sign-in HTTP/1.1\nHost: hub\n\n").statuses(1)).containsExactly(200);
        assertThat(open("GET /livez HTTP/1.1\nHost: hub\n\n").statuses(1)).containsExactly(200);
        assertThat(open("GET /readyz HTTP/1.1\nHost: hub\n\n").statuses(1)).containsExactly(200);
    }

    @Test
    void whatSlowBodiesHoldIsFreeWhenTheyGo() {
        for (int i = 0; i < 20; i++) {
            open("POST /webhooks/stripe HTTP/1.1\nHost: hub\nContent-Length: 200000\n\n")
                    .send(new byte[50_000]);
        }
        await().until(() -> connections.heldBytes() >= 50_000);

        opened.forEach(RawConnection::close);

        await().until(() -> connections.heldBytes() == 0);
    }

    @Test
    void aFormThatIsTooLargeIsRefused() {
        RawConnection form = open("POST /sign-in HTTP/1.1\nHost: hub\nContent-Length: 300000\n\n");

        assertThat(form.readToEnd().statuses()).containsExactly(413);
    }

    @Test
    void onlyHttp11IsToldToGoOn() {
        TestAccount account = hub.newAccount();
        String head = "\nHost: hub\nAuthorization: Bearer " + account.key()
                + "\nContent-Type: application/json\nContent-Length: 19\nExpect: 100-continue\n\n";
        RawConnection old = open("POST /api/v1/events HTTP/1.0" + head);
        RawConnection now = open("POST /api/v1/events HTTP/1.1" + head);

        assertThat(old.endsWithin(Duration.ofMillis(300))).isFalse();
        assertThat(old.send("{\"category\":\"sale\"}").statuses(1)).containsExactly(202);
        assertThat(now.statuses(1)).containsExactly(100);
        assertThat(now.send("{\"category\":\"sale\"}").statuses(2)).containsExactly(100, 202);
    }

    /** Tomcat refuses these by itself. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sign-in%2f..%2fx",
                "/sign-in/%zz",
                "/%",
                "/a%00b",
                "/a;b=c/d",
                "/a\\b",
                "/a|b?{x}",
                "/a?<script>",
                "/a%5cb",
                "/..%2f..%2fetc",
                "/a//b",
                "/%2e%2e/x",
                "/\"quoted\"",
                "/a^b`c",
                "/x?y=[1]",
                "/%ff%fe",
            })
    void tomcatsOwnPageIsNeverShown(String target) {
        RawConnection asked = open("GET " + target + " HTTP/1.1\nHost: hub\nConnection: close\n\n");

        assertThat(asked.readToEnd().statuses().getFirst()).as(asked.text()).isBetween(400, 404);
        assertThat(asked.text())
                .doesNotContain("Tomcat", "HTTP Status", "Whitelabel")
                .containsIgnoringCase("x-content-type-options: nosniff");
    }

    @ParameterizedTest
    @CsvSource({"GET, /livez, 200", "HEAD, /livez, 200", "GET, /readyz, 200", "HEAD, /readyz, 200", "POST, /readyz, 405"
    })
    void probesAreAnswered(String method, String path, int status) {
        RawConnection probe = open(method + " " + path + " HTTP/1.0\n\n");

        assertThat(probe.readToEnd().statuses()).containsExactly(status);
        assertThat(probe.text().contains("{\"status\":\"UP\"}")).isEqualTo(method.equals("GET"));
    }
}

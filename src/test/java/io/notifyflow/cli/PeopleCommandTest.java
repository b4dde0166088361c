package io.notifyflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The commands as somebody types them, against the hub's own address. */
@HubTest
class PeopleCommandTest {

    @Autowired
    Hub hub;

    @Test
    void printsALinkThatLeadsIn() {
        TestAccount account = hub.newAccount();
        var out = new StringWriter();
        var err = new StringWriter();
        Map<String, String> environment =
                Map.of("NOTIFYFLOW_URL", hub.address().toString(), "NOTIFYFLOW_API_KEY", account.key());

        int made = JarCommands.run(
                new Shell(new StringReader(""), new PrintWriter(out), new PrintWriter(err), environment, false),
                "0.0-test",
                "people",
                "sign-in-link");
        int unknown = JarCommands.run(
                new Shell(new StringReader(""), new PrintWriter(out), new PrintWriter(err), environment, false),
                "0.0-test",
                "people",
                "sign-in-link",
                "nobody@example.com");

        assertThat(made).as(err.toString()).isZero();
        assertThat(TestAccount.send(
                                HttpRequest.newBuilder(URI.create(out.toString().strip()))
                                        .build())
                        .statusCode())
                .isEqualTo(200);
        assertThat(unknown).isEqualTo(1);
        assertThat(err.toString()).contains("Name the e-mail address");
    }
}

package io.notifyflow.routefiles;

import static io.notifyflow.routefiles.LivingFolder.LIVE;
import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import io.notifyflow.testing.TestRoutes;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What other files are built on, changed while the hub runs. */
@HubTest
class LiveDefinitionsTest {

    private static final String KAMELET =
            """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata:
              name: living-answer
            spec:
              definition:
                title: Answers
                required: [name]
                properties:
                  name:
                    title: Name
                    type: string
              template:
                from:
                  uri: kamelet:source
                  steps:
                    - setBody:
                        constant: "hello {{name}}"
            """;

    @Autowired
    Hub hub;

    @Autowired
    RouteVersions versions;

    private TestAccount account;
    private LivingFolder living;

    @BeforeEach
    void begin() throws IOException {
        account = hub.newAccount();
        living = new LivingFolder(versions);
    }

    @AfterEach
    void end() throws IOException {
        living.close();
    }

    @Test
    void aChangedKameletBringsItsRoutesAlong() throws IOException {
        living.publish("living-answer.kamelet.yaml", KAMELET);
        living.publish(
                "greet.camel.yaml",
                """
                - route:
                    id: living.greet
                    from:
                      uri: platform-http:/api/v1/living
                      parameters:
                        httpMethodRestrict: GET
                      steps:
                        - to: "kamelet:living-answer?name=Ada"
                """);
        assertThat(greet()).isEqualTo("200 hello Ada");

        living.publish("living-answer.kamelet.yaml", KAMELET.replace("hello", "welcome"));

        assertThat(greet()).isEqualTo("200 welcome Ada");
    }

    private String greet() {
        HttpResponse<String> answer =
                TestAccount.send(account.request("/api/v1/living").GET().build());
        return answer.statusCode() + " " + answer.body();
    }

    @Test
    void refusesAKameletThatCannotBeBuilt() throws IOException {
        living.publish("living-answer.kamelet.yaml", KAMELET);
        living.publish(
                "greet.camel.yaml",
                """
                - route:
                    id: living.greet
                    from:
                      uri: platform-http:/api/v1/living
                      steps:
                        - to: "kamelet:living-answer?name=Ada"
                """);

        assertThat(living.refusal(
                        "living-answer.kamelet.yaml",
                        KAMELET.replace("setBody:", "setBodi:").getBytes(StandardCharsets.UTF_8)))
                .isNotEmpty();

        assertThat(greet()).isEqualTo("200 hello Ada");
    }

    @Test
    void aSourceStaysASourceWhenItsFileIsEdited() throws IOException {
        String path = "sources/json.camel.yaml";
        Path file = TestRoutes.FOLDER.resolve(path);
        String shipped = Files.readString(file);
        String edited = shipped.replaceFirst("description: ", "description: Edited. ");
        try {
            Files.writeString(file, edited);
            awaitLive(path, edited);

            HttpResponse<String> created = TestAccount.send(account.request("/api/v1/sources")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"type\":\"json\",\"name\":\"edited\"}"))
                    .build());
            assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
            await().atMost(LIVE).untilAsserted(() -> assertThat(TestAccount.send(
                                    account.request(json(created).path("path").asText())
                                            .header("Content-Type", "application/json")
                                            .POST(BodyPublishers.ofString("{\"title\":\"Edited\"}"))
                                            .build())
                            .statusCode())
                    .isIn(202, 422));
        } finally {
            Files.writeString(file, shipped);
            awaitLive(path, shipped);
        }
    }

    private void awaitLive(String path, String text) {
        await().atMost(LIVE).until(() -> Objects.requireNonNull(versions.live(path))
                .outline()
                .file()
                .text()
                .equals(text));
    }
}

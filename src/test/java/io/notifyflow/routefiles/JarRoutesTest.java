package io.notifyflow.routefiles;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import io.notifyflow.testing.TestJar;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.util.FileSystemUtils;

/** Drops jars with route builders among the files of a running hub; the example of the documents is one. */
@HubTest
class JarRoutesTest {

    private static final String EXAMPLE = "com.example.parcels.ParcelsSource";
    private static final Path SOURCE =
            Path.of("docs/examples/parcels/src/main/java/com/example/parcels/ParcelsSource.java");
    private static final String REPORT = "4711;DELIVERED;Bremen\n4712;UNDELIVERED;Kiel\n";

    @Autowired
    Hub hub;

    @Autowired
    RouteVersions versions;

    @TempDir
    Path temporary;

    private TestAccount account;
    private LivingFolder living;
    private int jars;

    @BeforeEach
    void begin() throws IOException {
        account = hub.newAccount();
        account.addCategory("shipping");
        living = new LivingFolder(versions);
    }

    @AfterEach
    void end() throws IOException {
        living.close();
    }

    @Test
    void theExampleOfTheDocumentsIsASourceAndANewVersionTakesItsPlace() throws IOException {
        living.publish("parcels.jar", jar(EXAMPLE, example()));
        String path = address("parcels");

        assertThat(post(path, REPORT).path("results")).hasSize(1);
        assertThat(titleOf(post(path, REPORT))).isEqualTo("Parcel 4712 was not delivered");

        living.publish("parcels.jar", jar(EXAMPLE, example().replace("was not delivered", "came back")));
        assertThat(titleOf(post(path, REPORT.replace("4712", "4713")))).isEqualTo("Parcel 4713 came back");
    }

    private String example() throws IOException {
        return Files.readString(SOURCE);
    }

    private byte[] jar(String name, String source) throws IOException {
        return TestJar.of(name, source, Files.createDirectory(temporary.resolve("jar" + jars++)));
    }

    private String address(String type) {
        HttpResponse<String> created = TestAccount.send(account.request("/api/v1/sources")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"type\":\"" + type + "\",\"name\":\"" + UUID.randomUUID() + "\"}"))
                .build());
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return json(created).path("path").asText();
    }

    private JsonNode post(String path, String report) {
        HttpResponse<String> answer =
                TestAccount.send(HttpRequest.newBuilder(account.address().resolve(path))
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString(report))
                        .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return json(answer);
    }

    private String titleOf(JsonNode answer) {
        UUID event =
                UUID.fromString(answer.path("results").path(0).path("eventId").asText());
        return account.event(event).path("title").asText();
    }

    @Test
    void theDocumentsShowTheExampleAsItIs() throws IOException {
        assertThat(Files.readString(Path.of("docs/add-a-source.md")))
                .contains(example().substring(example().indexOf("/**")));
        assertThat(Files.readString(Path.of("docs/examples/parcels/pom.xml")))
                .contains("<version>" + new DefaultCamelContext().getVersion() + "</version>");
    }

    @Test
    void aDeletedJarTakesItsRoutesAlong() throws IOException {
        living.publish("parcels.jar", jar(EXAMPLE, example()));
        String path = address("parcels");

        living.close();

        HttpResponse<String> answer =
                TestAccount.send(HttpRequest.newBuilder(account.address().resolve(path))
                        .POST(BodyPublishers.ofString(REPORT))
                        .build());
        assertThat(answer.statusCode()).as("later, when the jar is back").isEqualTo(503);
    }

    @Test
    void refusesWhatIsNoRightJarAndRunsTheVersionBefore() throws IOException {
        byte[] good = jar(EXAMPLE, example());
        living.publish("parcels.jar", good);
        String path = address("parcels");

        assertThat(refusal(Arrays.copyOf(good, good.length / 2))).contains("The jar cannot be used");
        assertThat(refusal("nonsense".getBytes(StandardCharsets.UTF_8))).contains("The jar cannot be used");
        assertThat(refusal(jar("com.example.Nothing", "package com.example; public class Nothing {}")))
                .contains("It holds no RouteBuilder");
        assertThat(refusal(jar(EXAMPLE, example().replace(".routeId(\"source.parcels\")", ""))))
                .contains("from direct:source.parcels has no id");
        assertThat(refusal(jar(EXAMPLE, example().replace("\"source.parcels\"", "\"source.github\""))))
                .contains("belongs to a route of sources/github.camel.yaml");
        assertThat(refusal(jar(EXAMPLE, example().replace(".process(", ".to(\"exec:ls\").process("))))
                .contains("exec is not allowed");
        assertThat(refusal(jar(EXAMPLE, example().replace(".process(", ".to(\"direct:nowhere\").process("))))
                .contains("No route starts at direct:nowhere");
        assertThat(refusal(jar(EXAMPLE, example().replace("from(", "if (true) throw new Error(\"no\");\nfrom("))))
                .contains("The jar cannot be used");

        assertThat(post(path, REPORT).path("accepted").asInt()).isEqualTo(1);
    }

    private String refusal(byte[] jar) throws IOException {
        return living.refusal("parcels.jar", jar).toString();
    }

    @Test
    void theCommandChecksAJarAsWell() throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("routes"));
        FileSystemUtils.copyRecursively(Path.of("routes"), folder);
        Files.write(folder.resolve("parcels.jar"), jar(EXAMPLE, example()));

        assertThat(RouteCheck.check(folder).findings()).isEmpty();

        Files.write(
                folder.resolve("parcels.jar"),
                jar(EXAMPLE, example().replace(".process(", ".to(\"bean:nobody\").process(")));
        assertThat(RouteCheck.check(folder).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.problem()).contains("nobody"));
    }
}

package io.notifyflow.routefiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteCheckTest {

    @TempDir
    Path folder;

    @BeforeEach
    void copyTheShippedFiles() throws IOException {
        Path shipped = Path.of("routes");
        try (Stream<Path> files = Files.walk(shipped)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".camel.yaml"))
                    .toList()) {
                Path copy = folder.resolve(shipped.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    @Test
    void findsNothingInTheShippedFiles() throws IOException {
        RouteCheck.Result result = RouteCheck.check(folder);

        assertThat(result.findings()).isEmpty();
        assertThat(result.routes()).isGreaterThan(20);
    }

    @Test
    void findsABeanAMethodAndATargetThatDoNotExist() throws IOException {
        change("pipeline/show-event.camel.yaml", "ref: writeReply", "ref: writeReplay");
        change("dead-letters/count-dead-letters.camel.yaml", "count(", "cuont(");
        change("destinations/discord-webhook.camel.yaml", "direct:discord.call", "direct:discord.cal");

        assertThat(RouteCheck.check(folder).findings())
                .extracting(RouteCheck.Finding::file)
                .containsExactlyInAnyOrder(
                        "pipeline/show-event.camel.yaml",
                        "dead-letters/count-dead-letters.camel.yaml",
                        "destinations/discord-webhook.camel.yaml");
        assertThat(RouteCheck.check(folder).findings())
                .allSatisfy(finding -> assertThat(finding.line()).isGreaterThan(1));
    }

    /** An option of an endpoint may have the name of a step. */
    @Test
    void theRecipientOfAMailIsNoEndpoint() throws IOException {
        Files.writeString(
                folder.resolve("operations/mail-copy.camel.yaml"),
                """
                - route:
                    id: mail.copy
                    description: Sends a copy by mail.
                    from:
                      uri: direct:mail.copy
                      steps:
                        - to:
                            id: to-mail-copy
                            uri: smtp:mail.example
                            parameters:
                              to: team@example.com
                              from: hub@example.com
                        - toD:
                            id: to-mail-of-category
                            uri: smtp:mail.example
                            parameters: {to: "${body}@example.com", enrich: x}
                """);

        assertThat(RouteCheck.check(folder).findings())
                .extracting(RouteCheck.Finding::problem)
                .noneMatch(problem -> problem.contains("team@example.com") || problem.contains("hub@example.com"))
                .noneMatch(problem -> problem.contains("is not allowed"));
        change("operations/mail-copy.camel.yaml", "smtp:mail.example", "smpt:mail.example");
        assertThat(RouteCheck.check(folder).findings())
                .extracting(RouteCheck.Finding::problem)
                .anyMatch(problem -> problem.contains("smpt is not allowed"));
    }

    @Test
    void tellsThatThePipelineIsNotWhole() throws IOException {
        Files.delete(folder.resolve("pipeline/route-events.camel.yaml"));

        assertThat(RouteCheck.check(folder).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.problem()).contains("routing.route"));
    }

    @Test
    void drawsEachRouteAndItsTargets() throws IOException {
        assertThat(RouteGraph.draw(folder))
                .startsWith("flowchart LR")
                .contains("([\"POST /api/v1/events\"]) --> ingest_accept")
                .contains("deliver_discord_webhook --> discord_call")
                .contains("delivery_attempt -.-> deliver_discord_dm");
    }

    /** Draw it anew with {@code java -jar target/notifyflow.jar routes graph routes/}. */
    @Test
    void theReadmeShowsTheMapAsItIsDrawn() throws IOException {
        assertThat(Files.readString(Path.of("routes/README.md")))
                .contains("```mermaid\n" + RouteGraph.draw(folder) + "```");
    }

    private void change(String file, String from, String to) throws IOException {
        String text = Files.readString(folder.resolve(file));
        assertThat(text).contains(from);
        Files.writeString(folder.resolve(file), text.replace(from, to));
    }
}

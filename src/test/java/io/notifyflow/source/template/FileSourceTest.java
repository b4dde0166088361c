package io.notifyflow.source.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A source that takes the files that somebody drops into a folder. */
@HubTest
class FileSourceTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Autowired
    Hub hub;

    @TempDir
    Path folder;

    private TestAccount account;

    @BeforeEach
    void open() {
        account = hub.newAccount();
    }

    private RouteFile watch() throws IOException {
        return RouteFile.of(account, "living/exports.camel.yaml", routes(1));
    }

    private String routes(int hubs) {
        return IntStream.range(0, hubs).mapToObj(this::route).collect(Collectors.joining());
    }

    private String route(int hub) {
        return """
                - templatedRoute:
                    routeTemplateRef: file-source
                    routeId: exports-%s-%d
                    parameters:
                      - {name: name, value: exports}
                      - {name: folder, value: "%s"}
                      - {name: settled, value: "1"}
                      - {name: seconds, value: "%d"}
                      - {name: account, value: "%s"}
                      - name: event
                        value: 'if .skip then {ignored: "skipped"} else {category: (.category // "sale"), title: (.title | ascii_downcase)} end'
                """
                .formatted(account.id(), hub, folder, hub + 1, account.id());
    }

    private void drop(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    private List<String> titles() {
        return hub.jdbc()
                .sql("SELECT title FROM event WHERE account_id = ? ORDER BY id")
                .params(account.id())
                .query(String.class)
                .list();
    }

    /** The files in one of the folders beside those that wait. */
    private List<String> in(String name) throws IOException {
        Path done = folder.resolve(name);
        if (!Files.exists(done)) {
            return List.of();
        }
        try (var files = Files.list(done)) {
            return files.map(file -> file.getFileName().toString().replaceFirst("^[0-9T]+-", ""))
                    .sorted()
                    .toList();
        }
    }

    private String why() throws IOException {
        try (var files = Files.list(folder.resolve(".failed"))) {
            return Files.readString(files.filter(file -> file.toString().endsWith(".why.txt"))
                    .findFirst()
                    .orElseThrow());
        }
    }

    @Test
    void takesAnObjectAListAndLines() throws IOException {
        try (var file = watch()) {
            drop("one.json", "{\"title\":\"ONE\"}");
            await().atMost(SOON).until(() -> in(".done").size() == 1);
            drop("list.json", "[{\"title\":\"TWO\"},\n {\"skip\":true}, {\"title\":\"THREE\"}]");
            await().atMost(SOON).until(() -> in(".done").size() == 2);
            drop("lines.ndjson", "{\"title\":\"FOUR\"}\n\n{\"title\":\"FIVE\"}\n");
            await().atMost(SOON).until(() -> in(".done").size() == 3);

            assertThat(titles()).containsExactly("one", "two", "three", "four", "five");
            assertThat(in(".done")).containsExactly("lines.ndjson", "list.json", "one.json");
            assertThat(in(".failed")).isEmpty();
        }
    }

    @Test
    void takesNothingOfAFileThatIsNotJsonToItsEnd() throws IOException {
        try (var file = watch()) {
            drop("broken.ndjson", "{\"title\":\"ONE\"}\n{\"title\":\n");
            await().atMost(SOON).until(() -> in(".failed").size() == 2);

            assertThat(in(".failed")).containsExactly("broken.ndjson", "broken.ndjson.why.txt");
            assertThat(why()).contains("not well-formed JSON in line 3").contains("Nothing of it was accepted");
            assertThat(titles()).isEmpty();
        }
    }

    @Test
    void saysWhichItemsWereRefused() throws IOException {
        try (var file = watch()) {
            drop(
                    "some.ndjson",
                    "{\"title\":\"ONE\"}\n{\"title\":5}\n{\"title\":\"X\",\"category\":\"none\"}\n{\"title\":\"TWO\"}");
            await().atMost(SOON).until(() -> in(".failed").size() == 2);

            assertThat(titles()).containsExactly("one", "two");
            assertThat(why())
                    .contains("2 items were refused")
                    .contains("Item 2: ")
                    .contains("Item 3: The account has no category \"none\"");
        }
    }

    @Test
    void goesOnWhereTheQuotaEndedOnceThereIsMore() throws IOException {
        account = hub.newAccount("twenty");
        try (var file = watch()) {
            drop(
                    "many.ndjson",
                    IntStream.range(0, 30)
                            .mapToObj(number -> "{\"title\":\"" + number + "\"}")
                            .collect(Collectors.joining("\n")));
            await().atMost(SOON).until(() -> titles().size() == 20);
            assertThat(in(".done")).isEmpty();

            hub.jdbc()
                    .sql("UPDATE account SET plan = 'unlimited' WHERE id = ?")
                    .params(account.id())
                    .update();

            await().atMost(SOON).until(() -> in(".done").size() == 1);
            assertThat(titles())
                    .containsExactlyElementsOf(
                            IntStream.range(0, 30).mapToObj(String::valueOf).toList());
        }
    }

    /** Two routes stand for two hubs: an event that both took would be two, for each has keys of its own. */
    @Test
    void hubsOnOneFolderTakeEachFileOnce() throws IOException {
        for (int number = 10; number < 50; number++) {
            drop(number + ".json", "{\"title\":\"" + number + "\"}");
        }
        try (var file = RouteFile.of(account, "living/exports.camel.yaml", routes(2))) {
            await().atMost(SOON).until(() -> in(".done").size() == 40);

            assertThat(titles())
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(10, 50).mapToObj(String::valueOf).toList());
            assertThat(hub.jdbc()
                            .sql("SELECT count(*) FROM route_lease WHERE name LIKE ?")
                            .params("file " + folder + "%")
                            .query(Integer.class)
                            .single())
                    .isZero();
        }
    }

    @Test
    void waitsForAFileThatIsStillWritten() throws IOException {
        try (var file = watch()) {
            for (String part : List.of("[{\"title\":", "\"ONE\"},", "{\"title\":\"TWO\"}")) {
                Files.writeString(
                        folder.resolve("slow.json"), part, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                await().during(Duration.ofMillis(700))
                        .until(() -> in(".done").isEmpty() && in(".failed").isEmpty());
            }
            Files.writeString(folder.resolve("slow.json"), "]", StandardOpenOption.APPEND);

            await().atMost(SOON).until(() -> in(".done").equals(List.of("slow.json")));
            assertThat(titles()).containsExactly("one", "two");
        }
    }

    @Test
    void aFileStaysWhileTheDatabaseIsAway() {
        var source = new PGSimpleDataSource();
        source.setPortNumbers(new int[] {1});
        var files = new FilesInProgress(new RouteLeases(JdbcClient.create(source)));

        assertThat(files.add(folder.resolve("waits.json").toString())).isFalse();
    }
}

package io.notifyflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The commands as somebody types them, against the hub's own address. */
@HubTest
class SourcesCommandTest {

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    private record Result(int exitCode, String out, String err) {}

    private Result run(String... arguments) {
        return run(Map.of(), "", arguments);
    }

    private Result run(Map<String, String> more, String typed, String... arguments) {
        var environment = new HashMap<>(more);
        environment.put("NOTIFYFLOW_URL", hub.address().toString());
        environment.put("NOTIFYFLOW_API_KEY", account.key());
        var out = new StringWriter();
        var err = new StringWriter();
        var shell = new Shell(new StringReader(typed), new PrintWriter(out), new PrintWriter(err), environment, false);
        int code = JarCommands.run(shell, "0.0-test", arguments);
        return new Result(code, out.toString(), err.toString());
    }

    @Test
    void addsASourceWhoseAddressTakesEvents() {
        Result added = run(
                "sources",
                "add",
                "--type",
                "json",
                "--name",
                "Backup",
                "--category",
                "outage",
                "--setting",
                "title=.job",
                "--setting",
                "fields.host=.host");

        assertThat(added.exitCode()).as(added.err()).isZero();
        String address = added.out().lines().toList().getLast();
        assertThat(address).startsWith(hub.address() + "/in/json/nfs_");
        assertThat(TestAccount.send(HttpRequest.newBuilder(URI.create(address))
                                .POST(BodyPublishers.ofString("{\"job\":\"nightly\",\"host\":\"db1\"}"))
                                .build())
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void takesTheSecretFromTheEnvironmentOrAsksForIt() {
        Result fromEnvironment = run(
                Map.of("NOTIFYFLOW_SOURCE_SECRET", "s3cret"),
                "",
                "sources",
                "add",
                "--type",
                "github",
                "--name",
                "a",
                "--secret");
        Result typed = run(Map.of(), "s3cret\n", "sources", "add", "--type=github", "--name=b", "--secret", "--json");
        Result nobody = run("sources", "add", "--type=github", "--name=c", "--secret");

        assertThat(fromEnvironment.exitCode()).as(fromEnvironment.err()).isZero();
        assertThat(TestAccount.json(typed.out()).path("signed").asBoolean()).isTrue();
        assertThat(typed.out() + fromEnvironment.out()).doesNotContain("s3cret");
        assertThat(nobody.exitCode()).isEqualTo(2);
        assertThat(nobody.err()).contains("NOTIFYFLOW_SOURCE_SECRET");
    }

    @Test
    void listsAndRevokes() {
        assertThat(run("sources", "list").out()).isEqualTo("No sources.\n");
        run("sources", "add", "--type=github", "--name", "A name that is longer than its column");

        Result listed = run("sources", "list");
        JsonNode json = TestAccount.json(run("sources", "list", "--json").out());
        String id = json.at("/sources/0/sourceId").asText();
        Result revoked = run("sources", "revoke", id);

        List<String> lines = listed.out().lines().toList();
        assertThat(lines).hasSize(2).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(lines.getLast())
                .startsWith(id + "  github        A name that is lo...  nfs_")
                .endsWith("…  -");
        assertThat(revoked.out()).isEqualTo("Source " + id + " is revoked.\n");
        assertThat(run("sources", "revoke", id).exitCode()).isEqualTo(1);
        assertThat(run("sources", "list").out()).isEqualTo("No sources.\n");
    }

    @Test
    void showsWhatArrivedAndWhatBecameOfIt() {
        JsonNode added = TestAccount.json(
                run("sources", "add", "--type=json", "--name=a", "--setting", "muteRepeats=4h", "--json")
                        .out());
        String id = added.path("sourceId").asText();
        assertThat(run("sources", "requests", id).out()).isEqualTo("Nothing has arrived in the last days.\n");
        for (String body : List.of("{\"category\":\"bug\",\"title\":\"T\"}", "{\"title\":\"no category\"}")) {
            TestAccount.send(HttpRequest.newBuilder(
                            hub.address().resolve(added.path("path").asText()))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body))
                    .build());
        }
        await().until(() ->
                TestAccount.json(run("sources", "requests", id, "--json").out())
                                .path("requests")
                                .size()
                        == 2);

        Result all = run("sources", "requests", id);
        Result told = run("sources", "requests", id, "--outcome", "told");

        assertThat(added.at("/settings/muteRepeats").asText()).isEqualTo("4h");
        assertThat(all.out().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100))
                .anySatisfy(line -> assertThat(line).contains("refused", "422"))
                .anySatisfy(line -> assertThat(line).contains("{\"title\":\"no category\"}"));
        assertThat(told.out()).contains("told").doesNotContain("refused");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sources                                            | 2 | Say what to do",
                "sources add --name x                               | 2 | --type",
                "sources add --type json                            | 2 | --name",
                "sources add --type nothing --name x                | 1 | must be one that has a route: alertmanager",
                "sources add --type json --name x --category nope   | 1 | one of the account's categories",
                "sources add --type json --name x --setting y       | 2 | --setting",
                "sources revoke nfs_7                               | 2 | sources list",
                "sources requests nfs_7                             | 2 | sources list",
                "sources requests 019dbe0a-8f14-7c32-9c5a-2f4e6a1b3c5d --outcome x    | 2 | told, repeated",
                "sources requests 019dbe0a-8f14-7c32-9c5a-2f4e6a1b3c5d | 1 | no source with this id",
                "sources revoke 019dbe0a-8f14-7c32-9c5a-2f4e6a1b3c5d | 1 | no source with this id",
            })
    void saysWhatIsWrongWithACall(String call, int exitCode, String told) {
        Result result = run(call.split(" "));

        assertThat(result.exitCode()).as(result.err()).isEqualTo(exitCode);
        assertThat(result.err()).contains(told).doesNotContain("Exception").doesNotContain("nfs_7");
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "help, sources",
        "sources --help, Commands:",
        "sources help add, Exit codes:",
        "sources list --help, --json",
        "sources requests --help, --outcome"
    })
    void helps(String call, String told) {
        Result result = run(call.split(" "));

        assertThat(result.exitCode()).isZero();
        assertThat(result.out().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100))
                .anySatisfy(line -> assertThat(line).contains(told));
    }
}

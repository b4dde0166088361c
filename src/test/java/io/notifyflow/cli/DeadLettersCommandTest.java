package io.notifyflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Mortuary;
import io.notifyflow.testing.TestAccount;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The commands as somebody types them, against the hub's own address. */
@HubTest
class DeadLettersCommandTest {

    @Autowired
    Hub hub;

    Mortuary mortuary;
    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
        mortuary = new Mortuary(hub, account);
    }

    @AfterEach
    void mendDiscord() {
        hub.sandbox().faults().clear();
    }

    private record Result(int exitCode, String out, String err) {}

    private Result run(String... arguments) {
        return run("", false, environment(), arguments);
    }

    private Result atTerminal(String typed, String... arguments) {
        return run(typed, true, environment(), arguments);
    }

    private Map<String, String> environment() {
        return Map.of("NOTIFYFLOW_URL", hub.address().toString(), "NOTIFYFLOW_API_KEY", account.key());
    }

    private static Result run(String typed, boolean terminal, Map<String, String> environment, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var shell =
                new Shell(new StringReader(typed), new PrintWriter(out), new PrintWriter(err), environment, terminal);
        int code = JarCommands.run(shell, "0.0-test", arguments);
        return new Result(code, out.toString(), err.toString());
    }

    @Test
    void listsInATableOfAHundredColumns() {
        UUID sale = mortuary.die(Mortuary.SALE);
        UUID bug = mortuary.die("{\"category\":\"bug\"}");

        Result result = run("deadletters", "list");

        assertThat(result.exitCode()).as(result.err()).isZero();
        List<String> lines = result.out().lines().toList();
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(lines.get(0)).startsWith("DELIVERY                              DIED (UTC)           DESTINATION");
        assertThat(lines.get(1)).startsWith(bug + "  20").contains("  main  ", "  bug  ");
        assertThat(lines.get(2)).startsWith("  ").contains("50035");
        assertThat(lines.get(3)).startsWith(sale.toString());
        assertThat(lines.get(1).indexOf("main")).isEqualTo(lines.get(0).indexOf("DESTINATION"));
        assertThat(lines.getLast()).isEqualTo("2 dead letters.");
    }

    @Test
    void listsWhatTheFilterFindsAndHowManyMoreThereAre() {
        mortuary.die(3);
        mortuary.die("{\"category\":\"bug\"}");

        Result result = run("deadletters", "list", "--category", "sale", "--limit", "2", "--http-status=400");

        assertThat(result.out())
                .contains("The newest 2 of 3 dead letters; --limit shows more.")
                .doesNotContain("bug");
        assertThat(run("deadletters", "list", "--category=none").out()).isEqualTo("No dead letters.\n");
    }

    @Test
    void printsJsonForPrograms() {
        UUID delivery = mortuary.die(Mortuary.SALE);

        JsonNode list = TestAccount.json(run("deadletters", "list", "--json").out());
        JsonNode letter = TestAccount.json(
                run("deadletters", "show", delivery.toString(), "--json").out());

        assertThat(list.at("/deadLetters/0/deliveryId").asText()).isEqualTo(delivery.toString());
        assertThat(letter.at("/history")).hasSize(1);
    }

    @Test
    void showsEverythingAboutOne() {
        UUID delivery = mortuary.die(
                "{\"category\":\"sale\",\"title\":\"Big one\",\"fields\":{\"amount\":12.50,\"who\":\"Ada\"}}");

        Result result = run("deadletters", "show", delivery.toString());

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains(delivery.toString(), "main (discord-webhook)", "dead-lettered", "rejected, HTTP 400")
                .contains("\"title\" : \"Big one\"", "\"amount\" : 12.50");
    }

    @Test
    void letsNoTextFromElsewhereMoveTheCursor() {
        UUID delivery = mortuary.die(Mortuary.SALE);
        hub.jdbc()
                .sql("UPDATE delivery SET error = ? WHERE id = ?")
                .params("bad\u001b[2J\rnews\u202e", delivery)
                .update();

        assertThat(run("deadletters", "list").out()).contains("bad [2J news").doesNotContain("\u001b", "\r", "\u202e");
    }

    @Test
    void redrivesOneWithoutAQuestion() {
        UUID event = mortuary.die(1).getFirst();
        mortuary.mend();
        String delivery = mortuary.deliveryOf(event).toString();

        Result result = run("deadletters", "redrive", delivery);

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("It is in the queue again.\n");
        mortuary.awaitStatus(event, "delivered");
        Result again = run("deadletters", "redrive", delivery);
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("is delivered");
        assertThat(again.out()).isEmpty();
    }

    @Test
    void showsTheCountAsksAndDrawsABarAtATerminal() {
        mortuary.die(5);
        mortuary.mend();

        Result result = atTerminal("y\n", "deadletters", "redrive", "--destination", "main", "--per-second", "5");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("5 dead letters found by the filter.", "Redrive these 5? [y/N] ")
                .contains("\r[........................................] 0 %  0 of 5, about 1 s left")
                .contains("\r[########################################] 100 %  5 of 5 ")
                .endsWith("\nRedriven 5 of 5 dead letters.\n");
        await().until(() -> mortuary.titles().size() == 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"n\n", "\n", "", "yesterday\n"})
    void redrivesNothingUnlessTheAnswerIsYes(String typed) {
        mortuary.die(2);

        Result result = atTerminal(typed, "deadletters", "redrive", "--all");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).isEqualTo("Nothing was redriven.\n");
        assertThat(mortuary.read("/api/v1/redrives").path("redrives")).isEmpty();
    }

    @Test
    void refusesWithoutATerminalAndSaysWhatToDo() {
        mortuary.die(2);

        Result result = run("deadletters", "redrive", "--all");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEqualTo("2 dead letters.\n");
        assertThat(result.err()).contains("Nothing was redriven", "--yes");
        assertThat(mortuary.read("/api/v1/redrives").path("redrives")).isEmpty();
    }

    @Test
    void redrivesWithoutAQuestionIfToldSo() {
        mortuary.die(3);
        mortuary.mend();

        Result result = run("deadletters", "redrive", "--all", "--yes");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("3 dead letters.\nRedriven 3 of 3 dead letters.\n");
    }

    @Test
    void keepsTheStandardOutputForTheJson() {
        mortuary.die(3);
        mortuary.mend();

        Result result = run("deadletters", "redrive", "--all", "--yes", "--json");

        assertThat(TestAccount.json(result.out()).path("redriven").asInt()).isEqualTo(3);
        assertThat(result.err()).contains("3 dead letters.");
    }

    @Test
    void beginsInTheBackgroundFollowsAndCancels() {
        mortuary.die(20);
        mortuary.mend();

        Result begun =
                run("deadletters", "redrive", "--category=sale", "--per-second=1", "--yes", "--background", "--json");
        String redrive = TestAccount.json(begun.out()).path("redriveId").asText();
        Result second = run("deadletters", "redrive", "--all", "--yes");
        Result cancelled = run("deadletters", "redrive", "--cancel", redrive);
        Result followed = run("deadletters", "redrive", "--follow", redrive);

        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err()).contains("one redrive at a time", redrive);
        assertThat(cancelled.exitCode()).as(cancelled.err()).isZero();
        assertThat(cancelled.out()).contains(redrive + " is cancelled", "of 20 had been redriven");
        assertThat(followed.out()).contains("of 20 dead letters; then the redrive was cancelled.");
    }

    @Test
    void hasNothingToDoWhereNothingDied() {
        Result result = run("deadletters", "redrive", "--all");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEqualTo("No dead letter.\n");
    }

    @Test
    void takesTheKeyFromAFile(@TempDir Path folder) throws IOException {
        Path key = Files.writeString(folder.resolve("key"), account.key() + "\n");
        String url = hub.address() + "/";

        Result result = run("", false, Map.of(), "deadletters", "list", "--url", url, "--key-file", key.toString());

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("No dead letters.\n");
    }

    @Test
    void saysThatAKeyIsNeededOrWrong() {
        String url = hub.address().toString();

        Result none = run("", false, Map.of("NOTIFYFLOW_URL", url), "deadletters", "list");
        Result wrong =
                run("", false, Map.of("NOTIFYFLOW_URL", url, "NOTIFYFLOW_API_KEY", "nfk_wrong"), "deadletters", "list");

        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("NOTIFYFLOW_API_KEY", "--key-file");
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).contains("unknown, revoked or expired").doesNotContain("nfk_wrong");
    }

    @Test
    void saysThatNoHubIsThere() {
        Map<String, String> nobody =
                Map.of("NOTIFYFLOW_URL", "http://127.0.0.1:1", "NOTIFYFLOW_API_KEY", account.key());

        Result result = run("", false, nobody, "deadletters", "list");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err())
                .contains("http://127.0.0.1:1", "Is it running?")
                .doesNotContain(account.key());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deadletters                                    | Say what to do",
                "deadletters lits                               | list",
                "deadletters list --limit 0                     | --limit",
                "deadletters list --error-code x                | --error-code",
                "deadletters list --url ftp://example.com       | no address of a hub",
                "deadletters list --key-file /no/such/file      | cannot be read",
                "deadletters show                               | DELIVERY",
                "deadletters show 7                             | no id",
                "deadletters redrive                            | Say what to redrive",
                "deadletters redrive --all --category sale      | exclude each other",
                "deadletters redrive --api-key nfk_1            | --api-key",
                "dedletters                                     | deadletters",
                "serve                                          | There is no command",
            })
    void saysWhatIsWrongWithACall(String call, String told) {
        Result result = run(call.split(" "));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(told).doesNotContain("Exception");
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--help, Commands:",
        "help, deadletters",
        "help deadletters, redrive",
        "deadletters --help, Commands:",
        "deadletters help redrive, Exit codes:",
        "deadletters list --help, --destination",
        "deadletters show --help, DELIVERY",
        "deadletters redrive --help, goes on in the hub",
        "--version, NotifyFlow 0.0-test",
    })
    void helps(String call, String told) {
        Result result = run(call.split(" "));

        assertThat(result.exitCode()).isZero();
        assertThat(result.out().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100))
                .anySatisfy(line -> assertThat(line).contains(told));
    }

    @Test
    void leavesSettingsToTheHub() {
        assertThat(Commands.ask(new String[] {})).isFalse();
        assertThat(Commands.ask(new String[] {""})).isFalse();
        assertThat(Commands.ask(new String[] {"--server.port=0"})).isFalse();
        assertThat(Commands.ask(new String[] {"--debug", "deadletters"})).isFalse();
        assertThat(Commands.ask(new String[] {"deadletters", "list"})).isTrue();
        assertThat(Commands.ask(new String[] {"nonsense"})).isTrue();
        assertThat(Commands.ask(new String[] {"--help"})).isTrue();
    }
}

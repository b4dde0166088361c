package io.notifyflow.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What whoever starts the hub sees: a newcomer, and somebody with a wrong setting. */
@ExtendWith(HubOutput.class)
@Timeout(180)
class StartUpIT {

    private static final Duration LONGEST_REFUSAL = Duration.ofMinutes(2);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);
    private static final Pattern GENERATED_KEY = Pattern.compile("nfk_[0-9A-Za-z]{38}");
    private static final Pattern SIGN_IN_LINK = Pattern.compile("http://localhost:\\d+/sign-in/link/nfl_\\w+");
    /** Two hubs at a time is what two processors start soonest. */
    private static final ExecutorService starts = Executors.newFixedThreadPool(2);

    private static final Map<WrongSetting, Future<Ended>> refusals = new HashMap<>();

    private static final ServerSocket occupied = occupyAPort();

    @TempDir
    private static Path temporary;

    @AfterAll
    static void endsStarts() throws IOException {
        starts.shutdownNow();
        occupied.close();
    }

    private static ServerSocket occupyAPort() {
        try {
            return new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"));
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    @Test
    void newcomerGetsAnAddressAKeyAndALineThatWorksAsPasted() throws Exception {
        Path data = temporary.resolve("newcomer");
        Map<String, String> environment = Map.of("NOTIFYFLOW_DATA_DIR", data.toString());
        String key;
        try (HubFolder folder = new HubFolder(data);
                HubProcess hub = HubProcess.start("newcomer", environment)) {
            assertThat(folder.server()).isPresent();
            // The line with the key comes after the one that says that the hub is ready.
            await().untilAsserted(() -> assertThat(hub.output()).contains("curl -X POST"));
            key = generatedKey(hub.output());
            assertThat(hub.output()).contains(hub.address().toString(), hub.address() + "/sandbox");

            assertThat(opened(hub)).as("the page behind the sign-in link").contains("This link makes you owner");

            String answer = bash(curlLine(hub.output()));

            assertThat(answer).contains("\"status\":\"accepted\"", "\"eventId\":\"");
            awaitInSandbox(hub.address(), "First sale!");
            assertThat(tablesWith(key, data))
                    .as("tables with the key in the clear")
                    .isEmpty();
            hub.askToStop();
            assertThat(hub.exitCodeWithin(LONGEST_STOP)).isIn(0, 143);
        }
        assertThat(filesWith(key, data)).as("files with the key in the clear").isEmpty();

        try (HubFolder folder = new HubFolder(data);
                HubProcess again = HubProcess.start("newcomer-again", environment)) {
            assertThat(folder.server()).isPresent();
            assertThat(again.output()).doesNotContain(key).doesNotContainPattern(GENERATED_KEY);
            assertThat(new HubClient(again.address(), key).post("again").statusCode())
                    .isEqualTo(202);
        }
    }

    private static String opened(HubProcess hub) throws IOException, InterruptedException {
        Matcher link = SIGN_IN_LINK.matcher(hub.output());
        assertThat(link.find()).as("a sign-in link in the output").isTrue();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(link.group())).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    private static String generatedKey(String output) {
        Matcher key = GENERATED_KEY.matcher(output);
        assertThat(key.find()).as("an API key in the output").isTrue();
        return key.group();
    }

    private static String curlLine(String output) {
        return output.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("curl "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No curl line in:\n" + output));
    }

    private static String bash(String line) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("bash", "-c", line)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as("exit code of: " + line).isZero();
        return output;
    }

    private static void awaitInSandbox(URI hub, String text) {
        HttpRequest messages =
                HttpRequest.newBuilder(hub.resolve("/sandbox/messages")).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            await().untilAsserted(() -> assertThat(
                            client.send(messages, BodyHandlers.ofString()).body())
                    .contains(text));
        }
    }

    private static List<String> tablesWith(String key, Path data) throws IOException {
        String port =
                Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(3);
        String password = Files.readString(data.resolve("postgres.password")).strip();
        JdbcClient jdbc = JdbcClient.create(TestDatabase.dataSource(
                "jdbc:postgresql://127.0.0.1:" + port.strip() + "/notifyflow?user=notifyflow&password=" + password));
        String hex = HexFormat.of().formatHex(key.getBytes(StandardCharsets.US_ASCII));
        return jdbc
                .sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
                .query(String.class)
                .list()
                .stream()
                .filter(table -> jdbc.sql("SELECT EXISTS (SELECT FROM " + table
                                + " t WHERE t::text LIKE '%' || :key || '%' OR t::text LIKE '%' || :hex || '%')")
                        .param("key", key)
                        .param("hex", hex)
                        .query(Boolean.class)
                        .single())
                .toList();
    }

    private static List<Path> filesWith(String key, Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(data.resolve("postgres-programs")))
                    .filter(file -> contains(file, key))
                    .toList();
        }
    }

    /** As Latin-1 every byte is a character, so that nothing is lost between two of them. */
    private static boolean contains(Path file, String key) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(key);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * A setting with which the hub must not start.
     *
     * @param told what the output must hold: the setting's name and what to do
     */
    record WrongSetting(String variable, String value, List<String> told) {

        @Override
        public String toString() {
            return variable + "=" + value;
        }
    }

    private record Ended(int exitCode, String output) {}

    static List<WrongSetting> wrongSettings() {
        List<WrongSetting> settings = List.of(
                wrong("SERVER_PORT", "70000", "0 for any that is free"),
                wrong("SERVER_PORT", Integer.toString(occupied.getLocalPort()), "choose another"),
                wrong("NOTIFYFLOW_ROUTES_DIR", "/no/such/folder", "name the folder with"),
                wrong("DATABASE_URL", "mysql://user:opensesame@host/base", "postgres://user:password@host"),
                wrong("DATABASE_URL", "postgres://user:opensesame@127.0.0.1:1/base", "Start the PostgreSQL server"),
                wrong("NOTIFYFLOW_BOOTSTRAP_API_KEY", "opensesame", "at least 16"),
                wrong("NOTIFYFLOW_PUBLICURL", "hub.example.com/notify", "without a path"),
                wrong("NOTIFYFLOW_OIDC_ISSUER", "https://login.example.com", "NOTIFYFLOW_OIDC_CLIENTID"),
                wrong("NOTIFYFLOW_USERS_SECRETS", "opensesame", "whsec_ and Base64"),
                wrong("NOTIFYFLOW_PEOPLE_PLAN", "gold", "one of the plans"),
                wrong("NOTIFYFLOW_BOOTSTRAP_PLAN", "platinum", "unlimited"),
                wrong("NOTIFYFLOW_BOOTSTRAP_DISCORD_WEBHOOK_URL", "https://opensesame.example/hook", "Integrations"),
                wrong("NOTIFYFLOW_DISCORD_API_BASE", "ftp://discord.com", "must be an http or https address"),
                wrong("NOTIFYFLOW_SECRET_KEY", "b3BlbnNlc2FtZQ==", "openssl rand -base64 32"),
                wrong("NOTIFYFLOW_SECRET_KEY_OLD", "b3BlbnNlc2FtZQ==", "openssl rand -base64 32"),
                wrong("NOTIFYFLOW_CORS_ORIGINS", "https://*.example.com", "https://app.example.com"));
        settings.forEach(setting -> refusals.put(setting, starts.submit(() -> startWith(setting))));
        return settings;
    }

    private static WrongSetting wrong(String variable, String value, String action) {
        return new WrongSetting(variable, value, List.of(variable, action));
    }

    private static Ended startWith(WrongSetting setting) {
        var environment = new HashMap<String, String>();
        environment.put(
                "NOTIFYFLOW_DATA_DIR",
                temporary.resolve("refused-" + setting.hashCode()).toString());
        environment.put("DATABASE_URL", TestDatabase.createDatabase());
        environment.put(setting.variable(), setting.value());
        try (HubProcess hub = HubProcess.launch("refused", environment)) {
            return new Ended(hub.exitCodeWithin(LONGEST_REFUSAL), hub.output());
        }
    }

    @ParameterizedTest
    @MethodSource("wrongSettings")
    void wrongSettingStopsTheStartAndSaysWhatToDo(WrongSetting setting) throws InterruptedException {
        Ended hub = refusal(setting);

        assertThat(hub.exitCode()).isNotZero();
        assertThat(hub.output())
                .contains("APPLICATION FAILED TO START")
                .contains(setting.told())
                .doesNotContain("opensesame", "b3BlbnNlc2FtZQ", "NotifyFlow is ready", "\tat ");
    }

    private static Ended refusal(WrongSetting setting) throws InterruptedException {
        try {
            return Objects.requireNonNull(refusals.get(setting)).get();
        } catch (ExecutionException failed) {
            throw new AssertionError(setting + " did not stop the start", failed.getCause());
        }
    }
}

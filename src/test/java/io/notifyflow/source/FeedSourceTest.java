package io.notifyflow.source;

import static io.notifyflow.source.ReceiveTest.assertProblem;
import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Receiver;
import io.notifyflow.testing.Receiver.Answer;
import io.notifyflow.testing.Receiver.Request;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class FeedSourceTest {

    @Autowired
    Hub hub;

    TestAccount account;

    final AtomicReference<Answer> feed = new AtomicReference<>(rss("one", "two", "three"));

    final Receiver server = new Receiver(this::answer);

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Answer answer(Request request) {
        Answer answer = Objects.requireNonNull(feed.get());
        String etag = answer.headers().getOrDefault("ETag", "none");
        return request.header("if-none-match").equals(etag) ? Answer.of(304, "") : answer;
    }

    /** The newest first, as feeds have it. */
    private static Answer rss(String... titles) {
        String items = Stream.of(titles)
                .map(title ->
                        "<item><title>" + title + "</title><guid>id-" + title + "</guid><link>https://blog.example/"
                                + title + "</link><description>&lt;p&gt;About &lt;b&gt;" + title
                                + "&lt;/b&gt;&lt;/p&gt;</description></item>")
                .collect(Collectors.joining());
        String body =
                "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Blog</title>" + items + "</channel></rss>";
        return Answer.of(200, body).with("ETag", "\"" + body.hashCode() + "\"");
    }

    private PolledSource source(String more) {
        return PolledSource.of(hub, account, "rss", "{'url':'" + server.address("/feed") + "'" + more + "}");
    }

    @Test
    void tellsOnlyWhatIsNewFromThenOn() {
        PolledSource source = source("");
        assertThat(source.titles()).isEmpty();

        feed.set(rss("five", "four", "one", "two"));
        JsonNode view = source.poll();

        assertThat(view.has("lastError")).as(view.toString()).isFalse();
        assertThat(source.titles()).containsExactly("four", "five");
        source.poll();
        assertThat(source.titles()).hasSize(2);
    }

    @Test
    void tellsTheLastFewOfAnExistingFeedIfAsked() {
        assertThat(source(",'backlog':'2'").titles()).containsExactly("two", "one");
    }

    @Test
    void anItemHasItsAddressItsTextAndTheSourcesCategory() {
        PolledSource source = source(",'backlog':1");

        JsonNode event = account.event(hub.jdbc()
                .sql("SELECT id FROM event WHERE account_id = ?")
                .param(account.id())
                .query(UUID.class)
                .single());

        assertThat(event.path("title").asText()).isEqualTo("one");
        assertThat(event.path("description").asText()).isEqualTo("About one");
        assertThat(event.path("url").asText()).isEqualTo("https://blog.example/one");
        assertThat(event.path("category").asText()).isEqualTo("bug");
        assertThat(event.path("fields").path("feed").asText()).isEqualTo("Blog");
        assertThat(source.view().path("lastPolledAt").asText()).isNotEmpty();
    }

    @Test
    void asksForAFeedOnlyIfItChanged() {
        PolledSource source = source(",'minutes':30");

        JsonNode view = source.poll();

        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().getLast().header("if-none-match")).isNotEmpty();
        assertThat(Instant.parse(view.path("nextPollAt").asText()))
                .isBetween(Instant.now().plusSeconds(29 * 60), Instant.now().plusSeconds(30 * 60));
    }

    @Test
    void saysWhatIsWrongAndAsksLessOften() {
        PolledSource source = source("");
        feed.set(Answer.of(500, "secret"));

        JsonNode first = source.poll();
        JsonNode second = source.poll();

        assertThat(first.path("lastError").asText()).isEqualTo("The feed's server answers with HTTP 500");
        assertThat(pause(first)).isBetween(30L, 60L);
        assertThat(pause(second)).isBetween(90L, 120L);
        feed.set(rss("four", "one"));
        assertThat(source.poll().has("lastError")).isFalse();
        assertThat(source.titles()).containsExactly("four");
    }

    private static long pause(JsonNode view) {
        return Instant.parse(view.path("nextPollAt").asText()).getEpochSecond()
                - Instant.now().getEpochSecond();
    }

    @Test
    void whatIsOverQuotaIsToldLater() {
        account = hub.newAccount("one");
        PolledSource source = source("");
        feed.set(rss("six", "five", "four", "one"));

        JsonNode view = source.poll();

        assertThat(view.path("lastError").asText()).contains("events of this month are used");
        assertThat(source.titles()).containsExactly("four");
        hub.jdbc()
                .sql("UPDATE account SET plan = 'unlimited' WHERE id = ?")
                .param(account.id())
                .update();
        await().untilAsserted(() -> {
            source.poll();
            assertThat(source.titles()).containsExactly("four", "five", "six");
        });
    }

    @Test
    void aReplicaThatDiedIsFollowedByAnother() {
        PolledSource source = source("");
        source.update("next_poll_at = clock_timestamp(), leased_until = clock_timestamp() + interval '2 seconds'");
        feed.set(rss("four"));

        source.awaitPoll();

        assertThat(source.titles()).containsExactly("four");
    }

    @Test
    void followsARedirectButNotForEver() {
        PolledSource source = source("");
        server.next(Answer.of(301, "").with("Location", "/moved"));
        feed.set(rss("four"));

        source.poll();

        assertThat(server.requests().getLast().path()).isEqualTo("/moved");
        assertThat(source.titles()).containsExactly("four");
        feed.set(Answer.of(302, "").with("Location", "/again"));
        assertThat(source.poll().path("lastError").asText()).contains("redirects too often");
        assertThat(server.requests()).hasSize(1 + 2 + 4);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.2, private network", "10.0.0.1:22, not called"})
    void doesNotFollowARedirectIntoAPrivateNetwork(String host, String told) {
        PolledSource source = source("");
        String target = host.contains(":") ? "http://" + host + "/" : server.address(host, "/feed");
        feed.set(Answer.of(302, "").with("Location", target));

        String error = source.poll().path("lastError").asText();

        assertThat(error).containsAnyOf(told, "not called");
        assertThat(server.requests()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1]          | not XML",
                "<html><body/></html> | neither RSS nor Atom",
            })
    void refusesWhatIsNoFeed(String body, String told) {
        PolledSource source = source("");
        feed.set(Answer.of(200, body));

        assertThat(source.poll().path("lastError").asText()).contains(told);
    }

    @ParameterizedTest
    @CsvSource({
        "429, 7200",
        "503, 7200",
        "429, 'Thu, 01 Jan 2099 00:00:00 GMT'",
        "429, 'Thursday, 01-Jan-26 00:00:00 GMT'"
    })
    void asksAFeedNoSoonerThanItsServerWants(int status, String retryAfter) {
        PolledSource source = source("");
        feed.set(Answer.of(status, "").with("Retry-After", retryAfter));

        JsonNode view = source.poll();

        assertThat(view.path("lastError").asText()).startsWith("The feed's server answers with HTTP " + status);
        switch (retryAfter) {
            case "7200" -> assertThat(pause(view)).isBetween(7100L, 7200L);
            case "Thu, 01 Jan 2099 00:00:00 GMT" -> assertThat(pause(view)).isBetween(86_300L, 86_400L);
            default -> assertThat(pause(view)).isBetween(30L, 60L);
        }
    }

    @Test
    void refusesAFeedThatIsTooLong() {
        PolledSource source = source("");
        feed.set(Answer.of(200, "<rss>" + " ".repeat(2 * 1024 * 1024) + "</rss>"));

        assertThat(source.poll().path("lastError").asText()).contains("longer than 2 MiB");
    }

    @Test
    void whatALongGoneItemWasIsForgotten() {
        PolledSource source = source("");
        hub.jdbc()
                .sql("UPDATE source_seen SET seen_at = now() - interval '31 days' WHERE source_id = ?")
                .param(source.id())
                .update();
        feed.set(rss("four", "one"));

        source.poll();

        assertThat(hub.jdbc()
                        .sql("SELECT item_id FROM source_seen WHERE source_id = ?")
                        .param(source.id())
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrder("id-four", "id-one");
        assertThat(source.titles()).containsExactly("four");
    }

    @Test
    void aRevokedSourceIsNotAskedAndNothingIsPostedToIt() {
        PolledSource source = source("");
        assertThat(source.path()).isEmpty();

        TestAccount.send(
                account.request("/api/v1/sources/" + source.id()).DELETE().build());

        assertThat(hub.jdbc()
                        .sql("SELECT count(*) FROM source_poll WHERE source_id = ?")
                        .param(source.id())
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'settings':{}                                                    | settings.url     | must begin with https",
                "'settings':{'url':'http://10.0.0.1/'}                            | settings.url     | private network",
                "'settings':{'url':'https://a.example/','minutes':0}              | settings.minutes | from 1",
                "'settings':{'url':'https://a.example/','minutes':'soon'}         | settings.minutes | from 1",
                "'settings':{'url':'https://a.example/','backlog':101}            | settings.backlog | from 0 to 100",
                "'settings':{'url':'https://a.example/','folder':'x'}             | settings.folder  | rss has backlog, minutes, url",
                "'settings':{'url':'https://a.example/'},'secret':'x'             | secret           | is not used",
                "'category':null,'settings':{'url':'https://a.example/'}          | category         | is required",
            })
    void saysWhatIsWrongWithASource(String members, String member, String told) {
        String body = ("{'type':'rss','name':'x'," + (members.contains("category") ? "" : "'category':'bug',") + members
                        + "}")
                .replace('\'', '"');

        HttpResponse<String> response = TestSource.create(account, body);

        assertProblem(response, 422, "invalid-source");
        assertThat(json(response).path("errors")).anySatisfy(error -> {
            assertThat(error.path("member").asText()).isEqualTo(member);
            assertThat(error.path("message").asText()).contains(told);
        });
    }

    @Test
    void aSourceHasOneAskerAtATime(@Autowired Sources sources) throws Exception {
        PolledSource source = source("");
        var first = new Polls(hub.jdbc(), sources);
        var second = new Polls(hub.jdbc(), sources);

        for (int i = 0; i < 20; i++) {
            source.update("next_poll_at = clock_timestamp(), leased_until = NULL");
            List<Poll> claimed = Stream.of(first, second, first, second)
                    .parallel()
                    .flatMap(polls -> polls.claim(List.of(), Map.of(), 16, 16).stream())
                    .filter(poll -> poll.source().id().equals(source.id()))
                    .toList();
            assertThat(claimed).hasSizeLessThanOrEqualTo(1);
            source.update("next_poll_at = clock_timestamp() + interval '1 hour', leased_until = NULL");
        }
    }

    @Test
    void aTokenInItsAddressIsSentAndNotShown() {
        PolledSource source = PolledSource.of(
                hub, account, "rss", "{'url':'" + server.address("/feed") + "?token=planted-token','backlog':1}");
        String path = "/api/v1/sources/" + source.id();
        HttpResponse<String> shown = account.call("GET", path);
        String settings = json(shown).path("settings").toString();

        HttpResponse<String> same = account.call("PATCH", path, "{\"settings\":" + settings + "}");
        feed.set(rss("four"));
        JsonNode polled = source.poll();
        HttpResponse<String> changed =
                account.call("PATCH", path, "{\"settings\":" + settings.replace("***", "another-token") + "}");

        assertThat(settings).contains("?token=***");
        assertThat(shown.body()
                        + same.body()
                        + polled
                        + changed.body()
                        + account.call("GET", "/api/v1/audit").body())
                .doesNotContain("planted-token")
                .doesNotContain("another-token");
        assertThat(same.headers().firstValue("ETag")).isEqualTo(shown.headers().firstValue("ETag"));
        assertThat(changed.headers().firstValue("ETag"))
                .isNotEqualTo(shown.headers().firstValue("ETag"));
        assertThat(server.requests())
                .allSatisfy(asked -> assertThat(asked.path()).contains("token="));
    }
}

package io.notifyflow.api;

import static io.notifyflow.testing.TestAccount.json;
import static io.notifyflow.testing.TestAccount.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.testing.ApiContract;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Whatever is sent, the hub answers as its document says, never with a failure of its own; what it refuses leaves
 * nothing behind, and what it accepts comes back as it was sent. {@code -Dnotifyflow.fuzz.tries} has it try longer.
 */
@HubTest
class AnyInputTest {

    private static final int TRIES = Integer.getInteger("notifyflow.fuzz.tries", 300);
    private static final List<String> OPERATIONS = List.copyOf(ApiContract.described());

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    @Test
    void bodiesOfEventsAreAcceptedOrRefusedAsDescribed() {
        tries(anyBody(), body -> {
            int before = events();
            HttpResponse<String> response = send(request("POST", "/api/v1/events", body));

            requireDescribed(response, body);
            assertThat(events() - before).isEqualTo(response.statusCode() == 202 ? 1 : 0);
        });
    }

    @Test
    void eventsComeBackAsTheyWereSent() {
        tries(validEvents(), sent -> {
            HttpResponse<String> response = account.submit(sent.toString());
            if (response.statusCode() != 202) {
                requireDescribed(response, sent.toString().getBytes(StandardCharsets.UTF_8));
                return;
            }
            JsonNode event =
                    account.event(UUID.fromString(json(response).path("eventId").asText()));
            sent.properties().forEach(member -> assertThat(event.path(member.getKey()))
                    .as(sent.toString())
                    .isEqualTo(json(sent.toString()).path(member.getKey())));
        });
    }

    @Test
    void batchesAreAcceptedElementByElement() {
        Arbitrary<byte[]> arrays = Arbitraries.oneOf(
                        validEvents().map(Object::toString),
                        anyBody().map(body -> new String(body, StandardCharsets.UTF_8)))
                .list()
                .ofMaxSize(6)
                .map(elements -> ("[" + String.join(",", elements) + "]").getBytes(StandardCharsets.UTF_8));
        tries(Arbitraries.oneOf(arrays, anyBody()), body -> {
            for (String type : List.of("application/json", "application/x-ndjson")) {
                int before = events();
                HttpResponse<String> response = send(account.request("/api/v1/events/batch")
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build());

                requireDescribed(response, body);
                assertThat(events() - before)
                        .isEqualTo(
                                response.statusCode() < 300
                                        ? json(response).path("accepted").asInt()
                                        : 0);
            }
        });
    }

    /** What one request consists of besides its operation. */
    private record Asked(String operation, String segment, String query, String ifMatch, byte[] body) {}

    @Test
    void everyOperationAnswersAsDescribedWhateverItIsAsked() {
        Arbitrary<Asked> requests = Combinators.combine(
                        Arbitraries.of(OPERATIONS), segments(), queries(), headers(), anyBody())
                .as(Asked::new);
        var wrong = new TreeSet<String>();
        tries(requests, asked -> {
            String[] operation = asked.operation().split(" ");
            String path = operation[1].replaceAll("\\{[^}]+}", asked.segment());
            boolean body = !List.of("GET", "DELETE").contains(operation[0]);
            var request = account.request(path + (asked.query().isEmpty() ? "" : "?" + asked.query()))
                    .header("Content-Type", "application/json")
                    .header("If-Match", asked.ifMatch())
                    .method(operation[0], body ? BodyPublishers.ofByteArray(asked.body()) : BodyPublishers.noBody());

            try {
                requireDescribed(send(request.build()), asked.operation() + " " + path + "?" + asked.query());
            } catch (AssertionError one) {
                // All of them at once: each is another place.
                wrong.add(String.valueOf(one.getMessage()));
            }
        });

        assertThat(wrong).isEmpty();
    }

    /** Camel hands a bean null where an address has the word. */
    @Test
    void anIdThatIsTheWordNullIsUnknown() {
        OPERATIONS.stream()
                .filter(operation -> operation.matches("(GET|DELETE) .*\\}"))
                .map(operation -> operation.split(" "))
                .forEach(
                        operation -> assertThat(account.call(operation[0], operation[1].replaceAll("\\{[^}]+}", "null"))
                                        .statusCode())
                                .as(operation[1])
                                .isEqualTo(404));
    }

    @Test
    void headersOfEventsAreTakenOrRefusedAsDescribed() {
        tries(
                Combinators.combine(headers(), headers()).as(List::of),
                pair -> requireDescribed(
                        account.submit(
                                "{\"category\":\"sale\"}",
                                "Idempotency-Key",
                                pair.getFirst(),
                                "Prefer",
                                pair.getLast()),
                        pair.toString()));
    }

    /** A webhook from anybody. */
    private record Hook(String header, byte[] body, String segment) {}

    @Test
    void signaturesOfWebhooksAreRefusedAsDescribed() {
        tries(Combinators.combine(headers(), anyBody(), segments()).as(Hook::new), any -> {
            for (String path : List.of("/webhooks/stripe", "/in/github/" + any.segment())) {
                HttpResponse<String> response =
                        send(HttpRequest.newBuilder(hub.address().resolve(path))
                                .header("Content-Type", "application/json")
                                .header("Stripe-Signature", any.header())
                                .header("X-Hub-Signature-256", any.header())
                                .POST(BodyPublishers.ofByteArray(any.body()))
                                .build());

                assertThat(response.statusCode()).isBetween(400, 499);
                requireDescribed(response, any.body());
            }
        });
    }

    private static <T> void tries(Arbitrary<T> inputs, Consumer<T> property) {
        JqwikSession.run(() -> inputs.sampleStream().limit(TRIES).forEach(property));
    }

    private int events() {
        return hub.jdbc()
                .sql("SELECT count(*) FROM event WHERE account_id = ?")
                .param(account.id())
                .query(Integer.class)
                .single();
    }

    private HttpRequest request(String method, String path, byte[] body) {
        return account.request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofByteArray(body))
                .build();
    }

    private static void requireDescribed(HttpResponse<String> response, byte[] body) {
        requireDescribed(response, new String(body, StandardCharsets.ISO_8859_1));
    }

    private static void requireDescribed(HttpResponse<String> response, String asked) {
        assertThat(response.statusCode())
                .as(() -> asked + " -> " + response.body())
                .isLessThan(500);
        if (response.statusCode() >= 400) {
            assertThat(response.headers().firstValue("Content-Type")).as(asked).hasValue("application/problem+json");
            JsonNode problem = json(response);
            assertThat(problem.path("type").asText()).as(asked).startsWith("urn:notifyflow:problem:");
            assertThat(problem.path("status").asInt()).isEqualTo(response.statusCode());
            assertThat(problem.path("message").asText()).isNotBlank();
        }
    }

    private static Arbitrary<byte[]> anyBody() {
        Arbitrary<String> token = Arbitraries.oneOf(
                Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ":",
                        ",",
                        "\"category\"",
                        "\"fields\"",
                        "\"title\"",
                        "\"sale\"",
                        "null",
                        "true",
                        "\"name\"",
                        "\"type\"",
                        "\"scopes\"",
                        "1e400",
                        "-0",
                        "1E-399",
                        "\"\\ud800\"",
                        "\"\\u0000\"",
                        "{\"category\":\"sale\"}",
                        "{\"category\":\"sale\",\"title\":"),
                Arbitraries.bigDecimals().map(Object::toString),
                Arbitraries.strings().all().ofMaxLength(10).map(text -> '"' + text + '"'));
        return Arbitraries.oneOf(
                token.list().ofMaxSize(12).map(parts -> String.join("", parts).getBytes(StandardCharsets.UTF_8)),
                Arbitraries.maps(
                                Arbitraries.of(
                                        "category",
                                        "title",
                                        "fields",
                                        "name",
                                        "type",
                                        "scopes",
                                        "timestamp",
                                        "color",
                                        "email",
                                        "role",
                                        "condition",
                                        "destinations",
                                        "overlap",
                                        "all",
                                        "filter",
                                        "secret",
                                        "settings",
                                        "url",
                                        "emoji",
                                        "plan",
                                        "mode",
                                        "expression"),
                                values(2))
                        .ofMaxSize(5)
                        .map(members -> object(members).toString().getBytes(StandardCharsets.UTF_8)),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(100));
    }

    private static ObjectNode object(Map<String, JsonNode> members) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        members.forEach(object::set);
        return object;
    }

    private static Arbitrary<JsonNode> values(int depth) {
        JsonNodeFactory nodes = JsonNodeFactory.withExactBigDecimals(true);
        Arbitrary<JsonNode> plain = Arbitraries.oneOf(
                Arbitraries.strings().all().ofMaxLength(20).map(nodes::textNode),
                Arbitraries.of("sale", "read", "owner", "2026-05-01T12:00:00Z", "PT1H", "true", "https://example.com")
                        .map(nodes::textNode),
                Arbitraries.bigDecimals().map(nodes::numberNode),
                Arbitraries.of(true, false).map(nodes::booleanNode),
                Arbitraries.just(nodes.nullNode()));
        return depth == 0
                ? plain
                : Arbitraries.oneOf(
                        plain,
                        values(depth - 1).list().ofMaxSize(3).map(list -> nodes.arrayNode()
                                .addAll(list)),
                        Arbitraries.maps(Arbitraries.strings().alpha().ofMaxLength(5), values(depth - 1))
                                .ofMaxSize(3)
                                .map(AnyInputTest::object));
    }

    /** Most are valid. */
    private static Arbitrary<ObjectNode> validEvents() {
        JsonNodeFactory nodes = JsonNodeFactory.withExactBigDecimals(true);
        Arbitrary<String> texts = Arbitraries.strings()
                .withCharRange(' ', '~')
                .withCharRange('\u00A1', '\uD7FF')
                .withChars('\n')
                .ofMinLength(1)
                .ofMaxLength(60);
        Arbitrary<JsonNode> values = Arbitraries.oneOf(
                texts.map(nodes::textNode),
                Arbitraries.bigDecimals()
                        .between(new BigDecimal("-1e30"), new BigDecimal("1e30"))
                        .ofScale(6)
                        .map(nodes::numberNode),
                Arbitraries.of(true, false).map(nodes::booleanNode));
        Arbitrary<Map<String, JsonNode>> fields = Arbitraries.maps(
                        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(10), values)
                .ofMinSize(1)
                .ofMaxSize(5);
        return Combinators.combine(texts, texts, fields).as((title, description, members) -> {
            ObjectNode event = nodes.objectNode();
            event.put("category", "sale").put("title", title).put("description", description);
            event.set("fields", object(members));
            return event;
        });
    }

    /** Between two slashes, encoded as a client would; never empty, which would be another path. */
    private static Arbitrary<String> segments() {
        return Arbitraries.oneOf(
                Arbitraries.create(() -> UUID.randomUUID().toString()),
                Arbitraries.strings()
                        .all()
                        .ofMinLength(1)
                        .ofMaxLength(40)
                        .map(AnyInputTest::encoded)
                        .filter(text -> !text.matches("\\.+")),
                Arbitraries.of("0", "%00", "%2F", "%25", "1-1-1-1-1", "%F0%9F", "null", "a'b%22", "%0D%0A"));
    }

    private static Arbitrary<String> queries() {
        Arbitrary<String> names = Arbitraries.of(
                "cursor",
                "limit",
                "from",
                "to",
                "q",
                "category",
                "state",
                "provider",
                "destination",
                "errorCode",
                "httpStatus",
                "month",
                "since",
                "unknown");
        Arbitrary<String> values = Arbitraries.oneOf(
                Arbitraries.strings().all().ofMaxLength(40).map(AnyInputTest::encoded),
                Arbitraries.longs().map(Object::toString),
                Arbitraries.of(
                        "%00",
                        "%25",
                        "%zz".replace("z", "2"),
                        "2026-05-01T12:00:00Z",
                        "9999-12-31T23:59:59Z",
                        "-1",
                        "0",
                        "1",
                        "100",
                        UUID.randomUUID().toString()),
                Arbitraries.bytes()
                        .array(byte[].class)
                        .ofSize(24)
                        .map(java.util.Base64.getUrlEncoder().withoutPadding()::encodeToString));
        return Combinators.combine(names, values)
                .as((name, value) -> name + "=" + value)
                .list()
                .ofMaxSize(3)
                .map(pairs -> String.join("&", pairs));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What a decent client can write into a header. */
    private static Arbitrary<String> headers() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(300),
                Arbitraries.of(
                        "\"",
                        "\"\"",
                        "\\",
                        "\"a",
                        "wait=-1",
                        "wait=99999999999999",
                        "wait=0",
                        "respond-async",
                        "t=1,v1=",
                        "sha256=",
                        "*",
                        "W/\"x\"",
                        "\"a\", \"b\"",
                        ",,,",
                        "t=99999999999,v1=00"));
    }
}

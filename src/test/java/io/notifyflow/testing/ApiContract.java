package io.notifyflow.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Flow;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** The API as its document describes it; what a test calls is held against it. */
public final class ApiContract {

    private static final Path FILE = Path.of("src/main/resources/openapi/openapi.yaml");
    /** Of a batch, in which anything may stand. */
    private static final int SOME_REFUSED = 207;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode DOCUMENT = read();
    private static final List<Operation> OPERATIONS = operations();
    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();
    private static final Set<String> DRIVEN = new ConcurrentSkipListSet<>();

    private ApiContract() {}

    private record Operation(String id, String method, String template, Pattern path, JsonNode description) {}

    private static JsonNode read() {
        try {
            Map<String, Object> document = new Yaml().load(Files.readString(FILE));
            return JSON.valueToTree(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Operation> operations() {
        return DOCUMENT.path("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .map(method -> new Operation(
                                method.getValue().path("operationId").asText(),
                                method.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                Pattern.compile(path.getKey().replaceAll("\\{[^}]+}", "[^/]+")),
                                method.getValue())))
                // Of the paths that fit, the one with the fewest placeholders is meant.
                .sorted(Comparator.comparingLong(operation ->
                        operation.template().chars().filter(c -> c == '{').count()))
                .toList();
    }

    /** {@code METHOD /path} of every operation. */
    public static Set<String> described() {
        var described = new TreeSet<String>();
        OPERATIONS.forEach(operation -> described.add(operation.method() + " " + operation.template()));
        return described;
    }

    /** {@code METHOD /path} of every operation that takes a JSON body. */
    public static Set<String> takingBodies() {
        var taking = new TreeSet<String>();
        OPERATIONS.stream()
                .filter(operation -> operation.description().has("requestBody"))
                .forEach(operation -> taking.add(operation.method() + " " + operation.template()));
        return taking;
    }

    public static Set<String> operationIds() {
        var ids = new TreeSet<String>();
        OPERATIONS.forEach(operation -> ids.add(operation.id()));
        return ids;
    }

    /** Ids of the operations that were answered with success since the tests began. */
    public static Set<String> driven() {
        return DRIVEN;
    }

    /** @throws AssertionError if the document does not describe this response */
    static void check(HttpRequest request, HttpResponse<String> response) {
        String path = request.uri().getPath();
        Optional<Operation> found = OPERATIONS.stream()
                .filter(operation -> operation.method().equals(request.method())
                        && operation.path().matcher(path).matches())
                .findFirst();
        if (found.isEmpty()) {
            return;
        }
        Operation operation = found.get();
        JsonNode described = operation.description().path("responses").path(Integer.toString(response.statusCode()));
        String reference = described.path("$ref").asText("");
        JsonNode answer = reference.isEmpty() ? described : DOCUMENT.at(reference.substring(1));
        String type = response.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
        JsonNode schema = answer.path("content").path(type).path("schema");
        if (schema.isMissingNode()) {
            throw new AssertionError("openapi.yaml does not describe " + response.statusCode() + " " + type + " of "
                    + operation.id() + ": " + response.body());
        }
        if (type.equals("text/csv") || type.equals("application/x-ndjson")) {
            DRIVEN.add(operation.id());
            return;
        }
        List<Error> errors = SCHEMAS.computeIfAbsent(schema.toString(), text -> compile(schema))
                .validate(response.body(), InputFormat.JSON);
        if (!errors.isEmpty()) {
            throw new AssertionError("openapi.yaml describes another " + response.statusCode() + " of " + operation.id()
                    + ": " + errors + " in " + response.body());
        }
        if (response.statusCode() < 300) {
            if (response.statusCode() != SOME_REFUSED) {
                checkAsked(operation, request);
            }
            DRIVEN.add(operation.id());
        }
    }

    /** What the hub takes, a client that was generated from the document must be able to send. */
    private static void checkAsked(Operation operation, HttpRequest request) {
        JsonNode content = operation.description().at("/requestBody/content");
        String type = request.headers().firstValue("Content-Type").orElse("application/json");
        JsonNode schema = content.path(type.replaceFirst(";.*", "")).path("schema");
        if (schema.isMissingNode() || !type.startsWith("application/json")) {
            return;
        }
        String sent = body(request);
        // The hub skips a byte order mark; the validator does not know it.
        String body = sent.startsWith("\uFEFF") ? sent.substring(1) : sent;
        if (body.isEmpty()
                && !operation.description().at("/requestBody/required").asBoolean()) {
            return;
        }
        List<Error> errors = SCHEMAS.computeIfAbsent(schema.toString(), text -> compile(schema))
                .validate(body, InputFormat.JSON);
        if (!errors.isEmpty()) {
            throw new AssertionError("openapi.yaml does not let a client send to " + operation.id() + " what it takes: "
                    + errors + " in " + body);
        }
    }

    private static String body(HttpRequest request) {
        var read = HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
        request.bodyPublisher().orElseGet(HttpRequest.BodyPublishers::noBody).subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                read.onSubscribe(subscription);
            }

            @Override
            public void onNext(ByteBuffer part) {
                read.onNext(List.of(part));
            }

            @Override
            public void onError(Throwable failed) {
                read.onError(failed);
            }

            @Override
            public void onComplete() {
                read.onComplete();
            }
        });
        return read.getBody().toCompletableFuture().join();
    }

    private static Schema compile(JsonNode schema) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", DOCUMENT.path("components"));
        try {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(JSON.writeValueAsString(whole), InputFormat.JSON);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.notifyflow.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Stripe on loopback, over real HTTP: what the hub calls of its API, with its errors, its paging and its idempotency
 * keys. Its objects have the published shapes; a test changes them as Stripe would.
 *
 * @see <a href="https://docs.stripe.com/api">Stripe's API</a>
 */
public final class StripeStandIn implements AutoCloseable {

    public static final String KEY = "sk_test_plantedStripeKey";
    public static final String WEBHOOK_SECRET = "whsec_plantedWebhookSecret";
    public static final String OLD_WEBHOOK_SECRET = "whsec_plantedOldWebhookSecret";
    public static final String PRO_MONTHLY = "price_pro_monthly";
    public static final String TEAM_MONTHLY = "price_team_monthly";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger IDS = new AtomicInteger(1000);

    private final HttpServer server;
    private final Map<String, ObjectNode> objects = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();

    /** A request that was made. */
    public record Call(String method, String path, Map<String, String> parameters, @Nullable String idempotencyKey) {}

    private record Remembered(Map<String, String> parameters, String answer) {}

    private record Fault(String path, int status, String body) {}

    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final transient ObjectNode body;

        Refused(int status, String type, String code, @Nullable String parameter) {
            this.status = status;
            body = error(type, code, parameter);
        }
    }

    public StripeStandIn() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    /** Gives the context that all tests share a Stripe of its own, which is the bean {@code stripeStandIn}. */
    public static final class Initializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            var stripe = new StripeStandIn();
            context.getBeanFactory().registerSingleton("stripeStandIn", stripe);
            stripe.settings().forEach((name, value) -> TestPropertyValues.of(name + "=" + value)
                    .applyTo(context));
        }
    }

    /** What a hub is told so that it uses this Stripe. */
    public Map<String, String> settings() {
        return Map.of(
                "notifyflow.stripe.api-base",
                apiBase().toString(),
                "notifyflow.stripe.secret-key",
                KEY,
                "notifyflow.stripe.webhook-secrets",
                WEBHOOK_SECRET + "," + OLD_WEBHOOK_SECRET,
                "notifyflow.stripe.public-url",
                "https://hub.example.test",
                "notifyflow.stripe.prices.pro.subscription",
                PRO_MONTHLY,
                "notifyflow.stripe.prices.pro.payment",
                "price_pro_once",
                "notifyflow.stripe.prices.team.subscription",
                TEAM_MONTHLY,
                "notifyflow.plans.team.monthly-events",
                "5000",
                "notifyflow.stripe.reconcile-at",
                "-");
    }

    public URI apiBase() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** The calls to what begins so. */
    public List<Call> calls(String method, String path) {
        return calls.stream()
                .filter(call -> call.method().equals(method) && call.path().startsWith(path))
                .toList();
    }

    /** Answers the next call to what begins so with an error, as often as it is asked for. */
    public void fail(String path, int status, int times) {
        String type = status == 402 ? "card_error" : status == 429 ? "rate_limit_error" : "api_error";
        for (int i = 0; i < times; i++) {
            faults.add(new Fault(
                    path,
                    status,
                    error(type, status == 402 ? "card_declined" : "", null).toString()));
        }
    }

    public void clearFaults() {
        faults.clear();
    }

    /** An object with the published shape, under an id of its own. */
    public ObjectNode add(String type, String prefix) {
        ObjectNode object = fixture(type);
        object.put("id", prefix + "_" + IDS.incrementAndGet() + "NotifyFlow");
        objects.put(object.path("id").asText(), object);
        return object;
    }

    /** An active subscription with a first invoice that is paid. */
    public ObjectNode subscribe(String customer, @Nullable Object account, String price) {
        ObjectNode subscription = add("subscription", "sub");
        subscription.put("customer", customer);
        ((ObjectNode) subscription.at("/items/data/0/price")).put("id", price);
        if (account != null) {
            subscription.withObject("/metadata").put("notifyflow_account", account.toString());
        }
        ObjectNode invoice = add("invoice", "in");
        invoice.put("customer", customer);
        ((ObjectNode) invoice.at("/parent/subscription_details"))
                .put("subscription", subscription.path("id").asText());
        subscription.put("latest_invoice", invoice.path("id").asText());
        return subscription;
    }

    /** Changes an object as Stripe would. */
    public void change(JsonNode object, Consumer<ObjectNode> change) {
        synchronized (objects) {
            change.accept(java.util.Objects.requireNonNull(
                    objects.get(object.path("id").asText())));
        }
    }

    public ObjectNode object(String id) {
        synchronized (objects) {
            return java.util.Objects.requireNonNull(objects.get(id), id).deepCopy();
        }
    }

    public void remove(String id) {
        objects.remove(id);
    }

    /** Invalidates what a customer had, as its deletion does. */
    public void deleteCustomer(String id) {
        synchronized (objects) {
            ObjectNode deleted = JSON.createObjectNode();
            objects.put(id, deleted.put("id", id).put("object", "customer").put("deleted", true));
        }
    }

    /** An event about an object as it is now, with an id of its own. */
    public static ObjectNode event(String type, JsonNode object) {
        ObjectNode event = fixture("event");
        event.put("id", "evt_" + IDS.incrementAndGet() + "NotifyFlow").put("type", type);
        event.put("created", java.time.Instant.now().getEpochSecond());
        event.withObject("/data").set("object", object.deepCopy());
        return event;
    }

    public static ObjectNode fixture(String name) {
        try (InputStream file = StripeStandIn.class.getResourceAsStream("/stripe/" + name + ".json")) {
            return (ObjectNode) JSON.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String query = exchange.getRequestURI().getRawQuery();
            Map<String, String> parameters = form(method.equals("POST") ? body : query == null ? "" : query);
            String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            calls.add(new Call(method, path, parameters, key));
            Fault fault = takeFault(path);
            if (fault != null) {
                send(exchange, fault.status(), fault.body());
                return;
            }
            try {
                require(exchange);
                String answer =
                        switch (method) {
                            case "POST" -> once(key, path, parameters);
                            case "DELETE" -> cancel(path);
                            default -> read(path, parameters);
                        };
                send(exchange, 200, answer);
            } catch (Refused refused) {
                send(exchange, refused.status, refused.body.toString());
            }
        }
    }

    private @Nullable Fault takeFault(String path) {
        Fault fault = faults.peek();
        return fault != null && path.startsWith(fault.path()) && faults.remove(fault) ? fault : null;
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.getResponseHeaders().add("Request-Id", "req_standIn");
        if (status == 429 || status >= 500) {
            exchange.getResponseHeaders().add("Stripe-Should-Retry", "false");
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static void require(HttpExchange exchange) {
        if (!("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            throw new Refused(401, "invalid_request_error", "", null);
        }
        String version = exchange.getRequestHeaders().getFirst("Stripe-Version");
        if (version == null || version.compareTo("2025-03-31") < 0) {
            throw new Refused(400, "invalid_request_error", "api_version", null);
        }
    }

    private static ObjectNode error(String type, String code, @Nullable String parameter) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("error")
                .put("type", type)
                .put("code", code)
                .put("param", parameter)
                .put("message", "The stand-in refuses this for " + KEY);
        return body;
    }

    /**
     * The same key gets the same answer; with other parameters it is an error.
     *
     * @see <a href="https://docs.stripe.com/api/idempotent_requests">Idempotent requests</a>
     */
    private String once(@Nullable String key, String path, Map<String, String> parameters) {
        if (key == null) {
            return create(path, parameters).toString();
        }
        Remembered answer = remembered.computeIfAbsent(
                key,
                unknown -> new Remembered(parameters, create(path, parameters).toString()));
        if (!answer.parameters().equals(parameters)) {
            throw new Refused(400, "idempotency_error", "idempotency_key_reused", null);
        }
        return answer.answer();
    }

    /** A subscription that has ended cannot be cancelled again. */
    private String cancel(String path) {
        String id = path.substring(path.lastIndexOf('/') + 1);
        ObjectNode subscription = objects.get(id);
        if (subscription == null || subscription.path("status").asText().equals("canceled")) {
            throw new Refused(404, "invalid_request_error", "resource_missing", "id");
        }
        change(subscription, now -> now.put("status", "canceled"));
        return object(id).toString();
    }

    private ObjectNode create(String path, Map<String, String> parameters) {
        return switch (path) {
            case "/v1/customers" -> {
                ObjectNode customer = add("customer", "cus");
                metadata(customer, parameters);
                yield customer.put("name", parameters.get("name"));
            }
            case "/v1/checkout/sessions" -> createSession(parameters);
            case "/v1/billing_portal/sessions" -> {
                requireCustomer(parameters.get("customer"));
                yield add("billing_portal.session", "bps")
                        .put("customer", parameters.get("customer"))
                        .put("return_url", parameters.get("return_url"));
            }
            default -> throw new Refused(404, "invalid_request_error", "", null);
        };
    }

    private ObjectNode createSession(Map<String, String> parameters) {
        requireCustomer(parameters.get("customer"));
        ObjectNode session = add("checkout.session", "cs_test");
        metadata(session, parameters);
        session.put(
                "url", "https://checkout.stripe.com/c/pay/" + session.path("id").asText());
        for (String name : List.of("customer", "mode", "client_reference_id", "success_url", "cancel_url")) {
            session.put(name, parameters.get(name));
        }
        return session;
    }

    private static void metadata(ObjectNode object, Map<String, String> parameters) {
        parameters.forEach((name, value) -> {
            if (name.startsWith("metadata[")) {
                object.withObject("/metadata").put(name.substring(9, name.length() - 1), value);
            }
        });
    }

    private void requireCustomer(@Nullable String id) {
        ObjectNode customer = id == null ? null : objects.get(id);
        if (customer == null || customer.path("deleted").asBoolean()) {
            throw new Refused(400, "invalid_request_error", "resource_missing", "customer");
        }
    }

    private String read(String path, Map<String, String> parameters) {
        synchronized (objects) {
            if (path.equals("/v1/subscriptions")) {
                return list(parameters).toString();
            }
            ObjectNode object = objects.get(path.substring(path.lastIndexOf('/') + 1));
            if (object == null) {
                throw new Refused(404, "invalid_request_error", "resource_missing", "id");
            }
            return expanded(object).toString();
        }
    }

    /** What the hub asks to be expanded, where it is. */
    private ObjectNode expanded(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        for (String name : List.of("latest_invoice", "charge")) {
            ObjectNode other = objects.get(copy.path(name).asText());
            if (other != null) {
                copy.set(name, other.deepCopy());
            }
        }
        return copy;
    }

    /**
     * The newest first, without those that were canceled.
     *
     * @see <a href="https://docs.stripe.com/api/pagination">Pagination</a>
     */
    private ObjectNode list(Map<String, String> parameters) {
        var found = new ArrayList<ObjectNode>();
        objects.values().stream()
                .filter(object -> object.path("object").asText().equals("subscription"))
                .filter(object -> !object.path("status").asText().equals("canceled"))
                .forEach(object -> found.addFirst(expanded(object)));
        String after = parameters.get("starting_after");
        int limit = Integer.parseInt(parameters.getOrDefault("limit", "10"));
        int begin = 0;
        for (int i = 0; after != null && i < found.size(); i++) {
            if (found.get(i).path("id").asText().equals(after)) {
                begin = i + 1;
            }
        }
        int end = Math.min(found.size(), begin + limit);
        ObjectNode page = JSON.createObjectNode();
        page.put("object", "list").put("has_more", end < found.size()).put("url", "/v1/subscriptions");
        page.putArray("data").addAll(found.subList(begin, end));
        return page;
    }

    private static Map<String, String> form(String text) {
        var parameters = new TreeMap<String, String>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(
                        URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    /** A text as JSON. */
    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

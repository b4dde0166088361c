package io.notifyflow.bench.pages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.bench.machine.BenchFailed;
import io.notifyflow.bench.machine.Cleanup;
import io.notifyflow.bench.machine.Http;
import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** What a real Chromium paints, and when; it is asked through its DevTools protocol. */
public final class Paints implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(20);
    /** A larger piece may be painted after the first large one. */
    private static final Duration SETTLED = Duration.ofMillis(300);

    private static final String WATCH =
            """
            window.largest = 0;
            new PerformanceObserver(list => { for (const entry of list.getEntries()) window.largest = entry.startTime; })
              .observe({type: 'largest-contentful-paint', buffered: true});
            """;

    private final Process chromium;
    private final WebSocket socket;
    private final ObjectMapper json = new ObjectMapper();
    private final AtomicInteger ids = new AtomicInteger();
    private final ConcurrentMap<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();

    private Paints(Process chromium, URI page) {
        this.chromium = chromium;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(page, new Listener())
                .join();
    }

    /** @param folder for the browser's profile */
    public static Paints start(Path folder) {
        try {
            Files.createDirectories(folder);
            Process process = new ProcessBuilder(
                            "chromium",
                            "--headless=new",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--remote-debugging-port=0",
                            "--remote-allow-origins=*",
                            "--user-data-dir=" + folder,
                            "about:blank")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("chromium.log").toFile())
                    .start();
            Cleanup.onExit(process::destroy);
            return new Paints(process, page(folder.resolve("DevToolsActivePort")));
        } catch (IOException e) {
            throw new BenchFailed("chromium cannot be started: " + e.getMessage(), e);
        }
    }

    private static URI page(Path port) throws IOException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(port) || Files.readAllLines(port).isEmpty()) {
            if (System.nanoTime() > until) {
                throw new BenchFailed("chromium did not open its DevTools within " + PATIENCE);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        try (var http = new Http()) {
            String targets = http.get(
                    URI.create("http://127.0.0.1:" + Files.readAllLines(port).getFirst() + "/json"));
            for (JsonNode target : new ObjectMapper().readTree(targets)) {
                if (target.path("type").asText().equals("page")) {
                    return URI.create(target.path("webSocketDebuggerUrl").asText());
                }
            }
            throw new BenchFailed("chromium has no page: " + targets);
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                answered(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }

    private void answered(String message) {
        try {
            JsonNode answer = json.readTree(message);
            CompletableFuture<JsonNode> asked = answers.remove(answer.path("id").asInt(-1));
            if (asked != null) {
                asked.complete(answer);
            }
        } catch (JsonProcessingException e) {
            throw new BenchFailed("chromium does not speak JSON: " + message, e);
        }
    }

    private JsonNode call(String method, ObjectNode parameters) {
        int id = ids.incrementAndGet();
        var asked = new CompletableFuture<JsonNode>();
        answers.put(id, asked);
        ObjectNode message = json.createObjectNode().put("id", id).put("method", method);
        message.set("params", parameters);
        socket.sendText(message.toString(), true).join();
        try {
            JsonNode answer = asked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (answer.has("error")) {
                throw new BenchFailed(method + " failed: " + answer);
            }
            return answer.path("result");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailed("Interrupted while chromium was asked", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new BenchFailed("chromium does not answer " + method, e);
        }
    }

    /** Signs the browser in. */
    public void as(Session session) {
        call("Page.enable", json.createObjectNode());
        call("Page.addScriptToEvaluateOnNewDocument", json.createObjectNode().put("source", WATCH));
        for (HttpCookie cookie : session.cookies()) {
            call(
                    "Network.setCookie",
                    json.createObjectNode()
                            .put("name", cookie.getName())
                            .put("value", cookie.getValue())
                            .put("url", session.base().toString()));
        }
    }

    /**
     * @param firstByte milliseconds from the navigation to the first byte
     * @param largest   milliseconds from the navigation to the largest contentful paint
     */
    public record Paint(double firstByte, double largest) {}

    /** Opens a page anew, with nothing of it in the cache. */
    public Paint of(URI page) {
        call("Network.clearBrowserCache", json.createObjectNode());
        call("Page.navigate", json.createObjectNode().put("url", page.toString()));
        long until = System.nanoTime() + PATIENCE.toNanos();
        double largest = 0;
        long since = System.nanoTime();
        while (largest == 0 || System.nanoTime() - since < SETTLED.toNanos()) {
            if (System.nanoTime() > until) {
                throw new BenchFailed(page + " paints nothing");
            }
            LockSupport.parkNanos(POLL.toNanos());
            double now = number("location.href === " + quoted(page.toString())
                    + " && document.readyState === 'complete' ? window.largest || 0 : 0");
            since = now == largest ? since : System.nanoTime();
            largest = now;
        }
        return new Paint(number("performance.getEntriesByType('navigation')[0].responseStart"), largest);
    }

    private String quoted(String text) {
        return json.getNodeFactory().textNode(text).toString();
    }

    private double number(String expression) {
        return call("Runtime.evaluate", json.createObjectNode().put("expression", expression))
                .at("/result/value")
                .asDouble();
    }

    @Override
    public void close() {
        socket.abort();
        chromium.destroy();
    }
}

package io.notifyflow.bench.pages;

import io.notifyflow.bench.machine.BenchFailed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A signed-in owner, who asks for one page after the other on one connection. */
public final class Session implements AutoCloseable {

    private static final Pattern LINK = Pattern.compile("\"link\":\"[^\"]*(/sign-in/[^\"]+)\"");
    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
    private static final int OK = 200;

    private final URI base;
    private final CookieManager cookies = new CookieManager();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(cookies)
            .build();

    private Session(URI base) {
        this.base = base;
    }

    /**
     * Enters as an owner of the key's account.
     *
     * @param base of the hub
     */
    public static Session signIn(URI base, String key) {
        var session = new Session(base);
        String made = session.text(HttpRequest.newBuilder(base.resolve("/api/v1/people/sign-in-links"))
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.noBody()));
        String link = session.find(LINK, made);
        String page = session.text(HttpRequest.newBuilder(base.resolve(link)));
        Map<String, String> form = Map.of(
                "_csrf",
                session.find(FORM_TOKEN, page),
                "email",
                "owner@example.com",
                "name",
                "Owner",
                "password",
                "a sentence that is long enough");
        session.text(HttpRequest.newBuilder(base.resolve(link))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", base.toString())
                .POST(BodyPublishers.ofString(form.entrySet().stream()
                        .map(field ->
                                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")))));
        return session;
    }

    private String find(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new BenchFailed("Nobody can sign in at " + base + ": " + text);
        }
        return found.group(1);
    }

    private String text(HttpRequest.Builder request) {
        return new String(answer(request).body, StandardCharsets.UTF_8);
    }

    private record Answer(byte[] body, double firstByte, double whole) {}

    /**
     * How one page was answered.
     *
     * @param firstByte milliseconds until its head had come
     * @param whole     milliseconds until all of it had
     */
    public record Loaded(int bytes, double firstByte, double whole) {}

    /** A page as the browser asks for it, which must be one. */
    public Loaded load(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).header("Accept-Encoding", "gzip");
        Answer answer = answer(request);
        return new Loaded(answer.body.length, answer.firstByte, answer.whole);
    }

    public String read(String path) {
        return text(HttpRequest.newBuilder(base.resolve(path)));
    }

    private Answer answer(HttpRequest.Builder request) {
        long began = System.nanoTime();
        HttpResponse<InputStream> response = send(request);
        double head = millisSince(began);
        try (InputStream body = response.body()) {
            byte[] bytes = body.readAllBytes();
            double whole = millisSince(began);
            int status = response.statusCode();
            boolean form = response.request().method().equals("POST");
            if (status != OK && !(form && status / 100 <= 3)) {
                throw new BenchFailed(
                        response.uri() + " answers " + status + ": " + new String(bytes, StandardCharsets.UTF_8));
            }
            return new Answer(bytes, head, whole);
        } catch (IOException e) {
            throw new BenchFailed(response.uri() + " breaks off: " + e.getMessage(), e);
        }
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder request) {
        HttpRequest built = request.timeout(Duration.ofSeconds(60)).build();
        try {
            return client.send(built, BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new BenchFailed(built.uri() + " does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailed("Interrupted while a page was asked for", e);
        }
    }

    private static double millisSince(long began) {
        return (System.nanoTime() - began) / 1e6;
    }

    /** The lines of a stream of server-sent events, from now on. */
    public BufferedReader stream(String path) {
        HttpResponse<InputStream> response =
                send(HttpRequest.newBuilder(base.resolve(path)).header("Accept", "text/event-stream"));
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    List<HttpCookie> cookies() {
        return cookies.getCookieStore().getCookies();
    }

    URI base() {
        return base;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}

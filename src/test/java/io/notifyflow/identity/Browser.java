package io.notifyflow.identity;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a browser does as far as sign-in goes: cookies, redirects one at a time, forms with their hidden fields. */
public final class Browser {

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final URI hub;
    private final String publicAddress;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final List<String> setCookies = new ArrayList<>();

    /**
     * @param hub           where the hub really is
     * @param publicAddress where the browser believes that it is, which a proxy with TLS would serve
     */
    public Browser(URI hub, String publicAddress) {
        this.hub = hub;
        this.publicAddress = publicAddress;
    }

    public Browser(URI hub) {
        this(hub, hub.toString());
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    /** Sends a form from the hub's own page, with whatever it holds and no token of its own accord. */
    public HttpResponse<String> post(String path, Map<String, String> form, String... headers) {
        String body = form.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        return send("POST", path, body, headers);
    }

    /** Opens a page and sends its form, filled in. */
    public HttpResponse<String> submit(String page, String action, Map<String, String> fields) {
        var form = new LinkedHashMap<>(fields);
        form.put("_csrf", formToken(get(page)));
        return post(action, form, "Origin", publicAddress);
    }

    public static String formToken(HttpResponse<String> page) {
        Matcher token = FORM_TOKEN.matcher(page.body());
        if (!token.find()) {
            throw new AssertionError("No form in " + page.statusCode() + " " + page.body());
        }
        return token.group(1);
    }

    private HttpResponse<String> send(String method, String path, @Nullable String body, String... headers) {
        String local = path.startsWith(publicAddress) ? path.substring(publicAddress.length()) : path;
        boolean own = local.startsWith("/");
        var request = HttpRequest.newBuilder(own ? hub.resolve(local) : URI.create(local))
                .timeout(Duration.ofSeconds(20))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        if (own && !cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = exchange(request.build());
        if (own) {
            keep(response);
        }
        return response;
    }

    private static HttpResponse<String> exchange(HttpRequest request) {
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void keep(HttpResponse<String> response) {
        setCookies.clear();
        for (String header : response.headers().allValues("Set-Cookie")) {
            setCookies.add(header);
            String pair = header.split(";", 2)[0];
            String name = pair.substring(0, pair.indexOf('='));
            String value = pair.substring(pair.indexOf('=') + 1);
            if (value.isEmpty() || header.contains("Max-Age=0")) {
                cookies.remove(name);
            } else {
                cookies.put(name, value);
            }
        }
    }

    /** The Set-Cookie headers of the last answer of the hub. */
    public List<String> setCookies() {
        return List.copyOf(setCookies);
    }

    public Map<String, String> cookies() {
        return cookies;
    }

    public static String location(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Location")
                .orElseThrow(() -> new AssertionError("No redirect: " + response.statusCode() + " " + response.body()));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

package io.notifyflow.testing;

import com.nimbusds.jose.util.JSONArrayUtils;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** GitHub's sign-in on loopback, as its documentation describes it: errors of the token endpoint come with 200. */
public final class GitHubStandIn {

    public static final String CLIENT = "github-client";
    public static final String SECRET = "planted-github-secret";

    private final HttpServer server;
    private final Map<String, User> users = new ConcurrentHashMap<>();
    private final Map<String, String> codes = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong(1000);
    private volatile @Nullable String error;

    /** A user; their public profile shows an address that anybody can enter. */
    public record User(long id, String login, String email, boolean verified) {}

    private GitHubStandIn() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/login/oauth/authorize", this::authorize);
        server.createContext("/login/oauth/access_token", this::token);
        server.createContext("/api/user", this::user);
        server.start();
    }

    public static GitHubStandIn start() {
        try {
            return new GitHubStandIn();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public User newUser(boolean verified) {
        String login = "octo-" + UUID.randomUUID();
        return add(new User(ids.incrementAndGet(), login, login + "@example.com", verified));
    }

    public User add(User user) {
        users.put(user.login(), user);
        return user;
    }

    /** Lets the token endpoint answer with an error; null for none. */
    public void refuseCodes(@Nullable String with) {
        error = with;
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> asked =
                OidcServer.parameters(exchange.getRequestURI().getRawQuery());
        if (!CLIENT.equals(asked.get("client_id"))
                || !asked.containsKey("code_challenge")
                || !asked.getOrDefault("scope", "").contains("user:email")) {
            answer(exchange, 400, "{}");
            return;
        }
        String code = UUID.randomUUID().toString();
        codes.put(code, asked.getOrDefault("user", ""));
        exchange.getResponseHeaders()
                .set(
                        "Location",
                        asked.get("redirect_uri") + "?code=" + code + "&state="
                                + URLEncoder.encode(String.valueOf(asked.get("state")), StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> asked =
                OidcServer.parameters(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String login = codes.remove(asked.getOrDefault("code", ""));
        String wrong = error != null ? error : login == null ? "bad_verification_code" : null;
        answer(
                exchange,
                200,
                JSONObjectUtils.toJSONString(
                        wrong != null
                                ? Map.of("error", wrong, "error_description", "It is wrong.")
                                : Map.of(
                                        "access_token",
                                        "gho_" + login,
                                        "token_type",
                                        "bearer",
                                        "scope",
                                        "read:user,user:email")));
    }

    private void user(HttpExchange exchange) throws IOException {
        String token = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        User user = users.get(token.replaceFirst("(?i)Bearer gho_", ""));
        if (user == null) {
            answer(exchange, 401, "{}");
        } else if (exchange.getRequestURI().getPath().endsWith("/emails")) {
            answer(
                    exchange,
                    200,
                    JSONArrayUtils.toJSONString(List.of(
                            Map.of("email", "other-" + user.email(), "primary", false, "verified", true),
                            Map.of("email", user.email(), "primary", true, "verified", user.verified()))));
        } else {
            answer(
                    exchange,
                    200,
                    JSONObjectUtils.toJSONString(Map.of(
                            "id", user.id(), "login", user.login(), "email", "anybody@example.com", "name", "Octo")));
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}

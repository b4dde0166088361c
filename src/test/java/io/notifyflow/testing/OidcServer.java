package io.notifyflow.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A provider of OpenID Connect on loopback, with real keys: discovery, authorisation code with PKCE, tokens, keys and
 * their rotation, user info, the end of sessions. Whoever comes is the user that the parameter {@code user} names.
 */
public final class OidcServer {

    public static final String CLIENT = "notifyflow-hub";
    public static final String SECRET = "planted-client-secret";

    private final HttpServer server;
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();
    private final Map<String, User> users = new ConcurrentHashMap<>();
    private final List<JWK> published = new ArrayList<>();
    private final ECKey elliptic;
    private final AtomicInteger keysAsked = new AtomicInteger();
    private volatile RSAKey rsa;
    private volatile boolean down;
    private volatile UnaryOperator<JWTClaimsSet> claims = UnaryOperator.identity();
    private volatile Signing signing;

    /** How an ID token is signed. */
    public interface Signing {
        String sign(JWTClaimsSet claims) throws JOSEException;
    }

    /** Somebody who has an account at the provider. */
    public record User(String subject, @Nullable String email, boolean verified, @Nullable String name) {}

    private record Grant(String redirectUri, String challenge, String nonce, User user) {}

    private OidcServer() throws IOException, JOSEException {
        rsa = newKey();
        elliptic = new ECKeyGenerator(Curve.P_256).keyID("elliptic").generate();
        published.add(rsa);
        published.add(elliptic);
        signing = this::sign;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/.well-known/openid-configuration", exchange -> json(exchange, 200, description()));
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.createContext("/userinfo", this::userInfo);
        server.createContext("/jwks", this::keys);
        server.start();
    }

    private static RSAKey newKey() throws JOSEException {
        return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
    }

    /** Starts one that runs until the tests end. */
    public static OidcServer start() {
        try {
            return new OidcServer();
        } catch (IOException | JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private Map<String, Object> description() {
        return Map.of(
                "issuer",
                issuer(),
                "authorization_endpoint",
                issuer() + "/authorize",
                "token_endpoint",
                issuer() + "/token",
                "userinfo_endpoint",
                issuer() + "/userinfo",
                "jwks_uri",
                issuer() + "/jwks",
                "end_session_endpoint",
                issuer() + "/logout",
                "response_types_supported",
                List.of("code"),
                "subject_types_supported",
                List.of("public"),
                "id_token_signing_alg_values_supported",
                List.of("RS256"));
    }

    /** Somebody new, who can be named in {@code user=}. */
    public User newUser() {
        String subject = "user_" + UUID.randomUUID();
        return add(new User(subject, subject + "@example.com", true, "Ada of " + subject.substring(5, 13)));
    }

    public User add(User user) {
        users.put(user.subject(), user);
        return user;
    }

    /** From now on another key signs, which is published beside the earlier ones. */
    public void rotate() throws JOSEException {
        RSAKey next = newKey();
        synchronized (published) {
            published.add(next);
        }
        rsa = next;
    }

    public RSAKey key() {
        return rsa;
    }

    public ECKey ellipticKey() {
        return elliptic;
    }

    public int keysAsked() {
        return keysAsked.get();
    }

    /** Lets token and user info fail. */
    public void down(boolean now) {
        down = now;
    }

    /** Changes ID tokens until {@link #honest}. */
    public void tamper(UnaryOperator<JWTClaimsSet> with, @Nullable Signing by) {
        claims = with;
        signing = by == null ? this::sign : by;
    }

    public void honest() {
        claims = UnaryOperator.identity();
        signing = this::sign;
        down = false;
    }

    /** What a token of this provider says of somebody, meant for the hub. */
    public JWTClaimsSet.Builder claims(User user) {
        Instant now = Instant.now();
        var builder = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience(CLIENT)
                .subject(user.subject())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofMinutes(5))))
                .claim("email_verified", user.verified());
        if (user.email() != null) {
            builder.claim("email", user.email());
        }
        if (user.name() != null) {
            builder.claim("name", user.name());
        }
        return builder;
    }

    /** Signed with RS256 by the present key. */
    public String sign(JWTClaimsSet set) throws JOSEException {
        return sign(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(rsa.getKeyID()).build(), new RSASSASigner(rsa), set);
    }

    public String signElliptic(JWTClaimsSet set) throws JOSEException {
        return sign(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .keyID(elliptic.getKeyID())
                        .build(),
                new ECDSASigner(elliptic),
                set);
    }

    public static String sign(JWSHeader header, JWSSigner signer, JWTClaimsSet set) throws JOSEException {
        var token = new SignedJWT(header, set);
        token.sign(signer);
        return token.serialize();
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> asked = parameters(exchange.getRequestURI().getRawQuery());
        User user = users.get(asked.getOrDefault("user", ""));
        boolean whole = CLIENT.equals(asked.get("client_id"))
                && "code".equals(asked.get("response_type"))
                && "S256".equals(asked.get("code_challenge_method"))
                && asked.containsKey("code_challenge")
                && asked.containsKey("state")
                && asked.containsKey("nonce")
                && asked.getOrDefault("scope", "").contains("openid")
                && asked.containsKey("redirect_uri");
        if (!whole || user == null) {
            json(exchange, 400, Map.of("error", "invalid_request"));
            return;
        }
        String code = UUID.randomUUID().toString();
        grants.put(
                code,
                new Grant(
                        String.valueOf(asked.get("redirect_uri")),
                        String.valueOf(asked.get("code_challenge")),
                        String.valueOf(asked.get("nonce")),
                        user));
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
                parameters(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String credentials =
                "Basic " + Base64.getEncoder().encodeToString((CLIENT + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
        if (down) {
            json(exchange, 503, Map.of("error", "temporarily_unavailable"));
            return;
        }
        if (!credentials.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            json(exchange, 401, Map.of("error", "invalid_client"));
            return;
        }
        // A code is valid once.
        Grant grant = grants.remove(asked.getOrDefault("code", ""));
        if (grant == null
                || !grant.redirectUri().equals(asked.get("redirect_uri"))
                || !grant.challenge().equals(challenge(asked.getOrDefault("code_verifier", "")))) {
            json(exchange, 400, Map.of("error", "invalid_grant"));
            return;
        }
        try {
            JWTClaimsSet set = claims.apply(
                    claims(grant.user()).claim("nonce", grant.nonce()).build());
            json(
                    exchange,
                    200,
                    Map.of(
                            "access_token",
                            grant.user().subject(),
                            "token_type",
                            "Bearer",
                            "expires_in",
                            60,
                            "id_token",
                            signing.sign(set)));
        } catch (JOSEException e) {
            throw new IOException(e);
        }
    }

    private static String challenge(String verifier) {
        try {
            return Base64URL.encode(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)))
                    .toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void userInfo(HttpExchange exchange) throws IOException {
        String token = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        User user = users.get(token.replaceFirst("Bearer ", ""));
        if (user == null || down) {
            json(exchange, 401, Map.of("error", "invalid_token"));
            return;
        }
        json(exchange, 200, Map.of("sub", user.subject()));
    }

    private void keys(HttpExchange exchange) throws IOException {
        keysAsked.incrementAndGet();
        synchronized (published) {
            json(exchange, 200, new JWKSet(published).toJSONObject(true));
        }
    }

    private static void json(HttpExchange exchange, int status, Map<String, Object> body) throws IOException {
        byte[] bytes = JSONObjectUtils.toJSONString(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** The parameters of an address or a form. */
    public static Map<String, String> parameters(@Nullable String query) {
        var values = new HashMap<String, String>();
        for (String pair : (query == null ? "" : query).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(
                        URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    public static Map<String, String> parameters(URI address) {
        return parameters(address.getRawQuery());
    }
}

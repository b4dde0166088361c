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
import com.nimbusds.jose.jwk.OctetKeyPair;
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
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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
    private final List<Map<String, Object>> otherKeys = new ArrayList<>();
    private final ECKey elliptic;
    private final ECKey elliptic384;
    private final ECKey elliptic521;
    private final KeyPair edwards;
    private final AtomicInteger keysAsked = new AtomicInteger();
    private volatile RSAKey rsa;
    private volatile boolean down;
    private volatile @Nullable String tokenError;
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
        elliptic384 = new ECKeyGenerator(Curve.P_384).keyID("elliptic-384").generate();
        elliptic521 = new ECKeyGenerator(Curve.P_521).keyID("elliptic-521").generate();
        edwards = newEdwards();
        published.add(rsa);
        published.addAll(List.of(elliptic, elliptic384, elliptic521));
        published.add(new OctetKeyPair.Builder(Curve.Ed25519, point(edwards))
                .keyID("edwards")
                .build());
        signing = this::sign;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/.well-known/openid-configuration", exchange -> json(exchange, 200, description()));
        server.createContext(
                "/common/v2.0/.well-known/openid-configuration", exchange -> json(exchange, 200, ofSeveralTenants()));
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.createContext("/userinfo", this::userInfo);
        server.createContext("/jwks", this::keys);
        server.start();
    }

    private static KeyPair newEdwards() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The last 32 bytes of the X.509 form. */
    private static Base64URL point(KeyPair pair) {
        byte[] encoded = pair.getPublic().getEncoded();
        return Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
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
                // RS512 is not among them.
                List.of(
                        "RS256", "RS384", "ES256", "ES384", "ES512", "PS256", "PS512", "EdDSA", "Ed25519", "HS256",
                        "none"));
    }

    /** Publishes a key as it is, whatever it is. */
    public void publish(Map<String, Object> key) {
        synchronized (published) {
            otherKeys.add(key);
        }
    }

    /** As Microsoft describes itself to an app of several tenants. */
    private Map<String, Object> ofSeveralTenants() {
        var described = new HashMap<>(description());
        described.put("issuer", issuer() + "/{tenantid}/v2.0");
        return described;
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

    /** Lets the token endpoint answer with an error until {@link #honest}. */
    public void refuseCodes(String error) {
        tokenError = error;
    }

    /** Changes ID tokens until {@link #honest}. */
    public void tamper(UnaryOperator<JWTClaimsSet> with, @Nullable Signing by) {
        claims = with;
        signing = by == null ? this::sign : by;
    }

    public void honest() {
        claims = UnaryOperator.identity();
        signing = this::sign;
        tokenError = null;
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

    /** What an access token of this provider says of somebody, meant for the hub. */
    public JWTClaimsSet.Builder access(User user) {
        return claims(user).claim("client_id", CLIENT).claim("scope", "openid profile");
    }

    /** Signed with any algorithm that has a key here. */
    public String sign(String algorithm, JWTClaimsSet set) throws JOSEException {
        JWSAlgorithm named = JWSAlgorithm.parse(algorithm);
        return switch (algorithm) {
            case "ES384" -> sign(header(named, elliptic384), new ECDSASigner(elliptic384), set);
            case "ES512" -> sign(header(named, elliptic521), new ECDSASigner(elliptic521), set);
            case "ES256" -> signElliptic(set);
            case "EdDSA", "Ed25519" ->
                signRaw("{\"kid\":\"edwards\",\"alg\":\"" + algorithm + "\"}", set, "Ed25519", edwards.getPrivate());
            default -> sign(header(named, rsa), new RSASSASigner(rsa), set);
        };
    }

    private static JWSHeader header(JWSAlgorithm algorithm, JWK key) {
        return new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build();
    }

    /** Signed with RS256 under a header as it is written. */
    public String signUnder(String header, JWTClaimsSet set) throws JOSEException {
        return signRaw(header, set, "SHA256withRSA", rsa.toPrivateKey());
    }

    private static String signRaw(String header, JWTClaimsSet set, String algorithm, PrivateKey key) {
        try {
            String input = Base64URL.encode(header) + "." + Base64URL.encode(set.toString());
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + Base64URL.encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
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
        String error = tokenError;
        if (error != null) {
            json(exchange, 400, Map.of("error", error));
            return;
        }
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
            List<Object> all = new ArrayList<>(otherKeys);
            published.forEach(key -> all.add(key.toPublicJWK().toJSONObject()));
            json(exchange, 200, Map.of("keys", all));
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

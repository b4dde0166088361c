package io.notifyflow.identity.token;

import static io.notifyflow.testing.ProviderHubTest.PROVIDER;
import static io.notifyflow.testing.ProviderHubTest.SECOND;
import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.sun.net.httpserver.HttpServer;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.OidcServer;
import io.notifyflow.testing.ProviderHubTest;
import io.notifyflow.testing.TestAccount;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ProviderHubTest
class JwtTokensTest {

    @Autowired
    Hub hub;

    private HttpResponse<String> call(String token, String method, String path, String... body) {
        var request = HttpRequest.newBuilder(hub.address().resolve(path)).header("Authorization", "Bearer " + token);
        if (body.length > 0) {
            request.header("Content-Type", "application/json");
        }
        return TestAccount.send(
                request.method(method, body.length > 0 ? BodyPublishers.ofString(body[0]) : BodyPublishers.noBody())
                        .build());
    }

    private HttpResponse<String> me(String token) {
        return call(token, "GET", "/api/v1/me");
    }

    @Test
    void opensTheAccountOfThePersonWhoIsNamed() throws JOSEException {
        OidcServer.User user = PROVIDER.newUser();
        String token = PROVIDER.sign(PROVIDER.access(user).build());

        JsonNode me = json(me(token));
        JsonNode again = json(me(PROVIDER.signElliptic(PROVIDER.access(user).build())));

        assertThat(me.path("kind").asText()).isEqualTo("person");
        assertThat(me.path("email").asText()).isEqualTo(user.email());
        assertThat(me.path("role").asText()).isEqualTo("owner");
        assertThat(again).isEqualTo(me);
    }

    @Test
    void aSubjectThatCannotBeStoredIsNamed() throws JOSEException {
        OidcServer.User user = PROVIDER.newUser();
        for (String subject : List.of("a\u0000b", "a\u0085b")) {
            HttpResponse<String> response =
                    me(PROVIDER.sign(PROVIDER.access(user).subject(subject).build()));

            assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
            assertThat(json(response).at("/errors/0/member").asText()).isEqualTo("sub");
        }
        assertThat(me(PROVIDER.sign(
                                PROVIDER.access(user).claim("name", "a\u0000b").build()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void anOwnerMayManageAndAMemberMayLook() throws JOSEException {
        OidcServer.User user = PROVIDER.newUser();
        String token = PROVIDER.sign(PROVIDER.access(user).build());
        String key = "{\"name\":\"made by a person\",\"scopes\":[\"send\"]}";

        assertThat(call(token, "POST", "/api/v1/keys", key).statusCode()).isEqualTo(201);
        assertThat(hub.jdbc()
                        .sql("SELECT actor_name FROM audit_entry WHERE action = 'key.created' AND actor_kind = 'person'"
                                + " AND actor_name = ?")
                        .param(String.valueOf(user.name()))
                        .query(String.class)
                        .list())
                .hasSize(1);
        assertThat(call(token, "POST", "/api/v1/events", "{\"category\":\"sale\"}")
                        .statusCode())
                .as("events are sent with keys")
                .isEqualTo(403);

        hub.jdbc()
                .sql("UPDATE person SET role = 'member' WHERE id = (SELECT person_id FROM person_identity WHERE"
                        + " subject = ?)")
                .param(user.subject())
                .update();
        assertThat(call(token, "GET", "/api/v1/keys").statusCode()).isEqualTo(200);
        HttpResponse<String> refused = call(token, "POST", "/api/v1/keys", key);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElse("")).contains("insufficient_scope");
    }

    @Test
    void fiftyFirstCallsMakeOnePersonAndOneAccount() throws JOSEException {
        OidcServer.User user = PROVIDER.newUser();
        String token = PROVIDER.sign(PROVIDER.access(user).build());

        List<String> accounts;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            accounts =
                    IntStream.range(0, 50)
                            .mapToObj(any -> CompletableFuture.supplyAsync(() -> me(token), threads))
                            .toList()
                            .stream()
                            .map(CompletableFuture::join)
                            .map(response -> json(response)
                                    .path("account")
                                    .path("accountId")
                                    .asText())
                            .toList();
        }

        assertThat(accounts).hasSize(50).doesNotContain("");
        assertThat(accounts.stream().distinct()).hasSize(1);
    }

    /** A token that opens nothing. */
    private record Forgery(String name, String token) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static final OidcServer.User SOMEBODY = PROVIDER.newUser();

    private static Forgery with(String name, Consumer<JWTClaimsSet.Builder> change) throws JOSEException {
        JWTClaimsSet.Builder claims = PROVIDER.access(SOMEBODY);
        change.accept(claims);
        return new Forgery(name, PROVIDER.sign(claims.build()));
    }

    private static Forgery signed(String name, JWSHeader header, JWSSigner signer) throws JOSEException {
        return new Forgery(
                name, OidcServer.sign(header, signer, PROVIDER.access(SOMEBODY).build()));
    }

    static Stream<Forgery> forgeries() throws JOSEException {
        Date past = Date.from(Instant.now().minusSeconds(60));
        Date future = Date.from(Instant.now().plusSeconds(3600));
        RSAKey foreign = new RSAKeyGenerator(2048).generate();
        String known = PROVIDER.key().getKeyID();
        String right = PROVIDER.sign(PROVIDER.access(SOMEBODY).build());
        return Stream.of(
                with("expired", claims -> claims.expirationTime(past)),
                with("without an end", claims -> claims.expirationTime(null)),
                with("not yet valid", claims -> claims.notBeforeTime(future)),
                with("of another issuer", claims -> claims.issuer("https://evil.example")),
                with("without an issuer", claims -> claims.issuer(null)),
                with("for another audience", claims -> claims.audience("another")),
                with("for nobody", claims -> claims.audience((String) null)),
                with("for another party", claims -> claims.claim("azp", "another")),
                with("for another party alone", claims -> claims.audience((String) null)
                        .claim("azp", "https://evil.example")),
                with("a party that is no text", claims -> claims.claim("azp", List.of(OidcServer.CLIENT))),
                with("of nobody", claims -> claims.subject(null)),
                with("an ID token by its nonce", claims -> claims.claim("nonce", "n-0S6_WzA2Mj")),
                with("an ID token by its at_hash", claims -> claims.claim("at_hash", "77QmUPtjPfzWtF2AnpK9RQ")),
                with("an ID token by its c_hash", claims -> claims.claim("c_hash", "LDktKdoQak3Pk0cnXxCltA")),
                with("an ID token of Keycloak", claims -> claims.claim("typ", "ID")),
                with("a refresh token of Keycloak", claims -> claims.claim("typ", "Refresh")),
                with("an ID token of Cognito", claims -> claims.claim("token_use", "id")),
                with("a logout token", claims -> claims.claim("events", Map.of())),
                with("bound to a key", claims -> claims.claim("cnf", Map.of("jkt", "x"))),
                new Forgery(
                        "for the client, with nothing of an access token",
                        PROVIDER.sign(PROVIDER.claims(SOMEBODY).build())),
                new Forgery(
                        "an ID token with azp",
                        PROVIDER.sign(PROVIDER.claims(SOMEBODY)
                                .claim("azp", OidcServer.CLIENT)
                                .build())),
                new Forgery(
                        "a logout token by its type",
                        PROVIDER.signUnder(
                                header("logout+jwt"), PROVIDER.access(SOMEBODY).build())),
                new Forgery(
                        "an ID token by another type",
                        PROVIDER.signUnder(
                                header("id+jwt"), PROVIDER.access(SOMEBODY).build())),
                new Forgery("alg none", new PlainJWT(PROVIDER.access(SOMEBODY).build()).serialize()),
                signed(
                        "HS256 with the public key",
                        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(known).build(),
                        new MACSigner(PROVIDER.key().toPublicJWK().toJSONString())),
                signed(
                        "RS512",
                        new JWSHeader.Builder(JWSAlgorithm.RS512).keyID(known).build(),
                        new RSASSASigner(PROVIDER.key())),
                signed(
                        "another key under a known name",
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(known).build(),
                        new RSASSASigner(foreign)),
                signed(
                        "a key of its own",
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .keyID(known)
                                .jwk(foreign.toPublicJWK())
                                .build(),
                        new RSASSASigner(foreign)),
                new Forgery("cut", right.substring(0, right.length() - 10)),
                new Forgery("another body", right.replaceFirst("\\.[^.]+\\.", ".e30.")),
                new Forgery("no signature", right.substring(0, right.lastIndexOf('.') + 1)),
                new Forgery("garbage", "eyJ.eyJ.eyJ"),
                new Forgery("too long", right + "A".repeat(7000)));
    }

    private static String header(String type) {
        return "{\"alg\":\"RS256\",\"typ\":\"" + type + "\",\"kid\":\""
                + PROVIDER.key().getKeyID() + "\"}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "PS256", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"})
    void takesEveryAlgorithmThatIsAnnouncedAndAllowed(String algorithm) throws JOSEException {
        String token =
                PROVIDER.sign(algorithm, PROVIDER.access(PROVIDER.newUser()).build());

        assertThat(me(token).statusCode()).isEqualTo(200);
        String cut = token.substring(0, token.length() - 8) + "AAAAAAAA";
        assertThat(me(cut).statusCode()).as("another signature").isEqualTo(401);
    }

    @Test
    void takesOfAProviderOnlyTheAlgorithmsThatItsSettingAllows() throws JOSEException {
        OidcServer.User user = SECOND.newUser();

        assertThat(me(SECOND.sign("ES256", SECOND.access(user).build())).statusCode())
                .isEqualTo(200);
        assertThat(me(SECOND.sign("ES384", SECOND.access(user).build())).statusCode())
                .isEqualTo(401);
        assertThat(me(PROVIDER.sign(SECOND.access(user).build())).statusCode())
                .as("signed by another provider")
                .isEqualTo(401);
    }

    @Test
    void theSubjectsOfTwoProvidersAreTwoPeople() throws JOSEException {
        OidcServer.User user = PROVIDER.newUser();

        String one = json(me(PROVIDER.sign(PROVIDER.access(user).build())))
                .path("id")
                .asText();
        String other =
                json(me(SECOND.sign(SECOND.access(user).build()))).path("id").asText();

        assertThat(one).isNotEmpty().isNotEqualTo(other);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"RS256\",\"kid\":\"KID\"}",
                "{\"typ\":\"at+jwt\",\"alg\":\"RS256\",\"kid\":\"KID\"}",
                "{\"typ\":\"application/AT+JWT\",\"alg\":\"RS256\",\"kid\":\"KID\"}",
                "  {\"kid\":\"KID\",\"alg\":\"RS256\"}",
                "{\n  \"kid\" : \"KID\" ,\n  \"alg\" : \"RS256\"\n}\n",
                "\t{\"x\":{\"y\":[1,2]},\"kid\":\"KID\",\"cat\":\"cl_x\",\"alg\":\"RS256\"}",
            })
    void aHeaderIsAnyJson(String header) throws JOSEException {
        String named = header.replace("KID", PROVIDER.key().getKeyID());

        assertThat(me(PROVIDER.signUnder(
                                named, PROVIDER.access(PROVIDER.newUser()).build()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void takesTheSessionTokensOfClerk() throws JOSEException {
        OidcServer.User user = PROVIDER.newUser();
        JWTClaimsSet claims = PROVIDER.claims(user)
                .audience((String) null)
                .claim("azp", OidcServer.CLIENT)
                .claim("sid", "sess_1")
                .claim("fva", List.of(0, -1))
                .build();

        assertThat(me(PROVIDER.signUnder(header("JWT").replace("{", "{\"cat\":\"cl_B7d4PD111AAA\","), claims))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void takesTokensUpToTheDocumentedSize() throws JOSEException {
        OidcServer.User user = PROVIDER.newUser();
        int rest = JwtTokens.MAX_LENGTH - padded(user, 0).length();
        // Base64 makes four characters of three.
        String longest = padded(user, rest * 3 / 4 - 3);

        assertThat(longest.length()).isBetween(JwtTokens.MAX_LENGTH - 8, JwtTokens.MAX_LENGTH);
        assertThat(me(longest).statusCode()).isEqualTo(200);
        assertThat(me(padded(user, rest * 3 / 4 + 30)).statusCode()).isEqualTo(401);
    }

    private static String padded(OidcServer.User user, int by) throws JOSEException {
        return PROVIDER.sign(
                PROVIDER.access(user).claim("padding", "x".repeat(by)).build());
    }

    /** A key that is published for something else, or cannot be read. */
    private record Unfit(String name, String members) {

        @Override
        public String toString() {
            return name;
        }
    }

    @Test
    void ignoresKeysThatAreNotForSignaturesAndUsesTheOthers() throws JOSEException, ParseException {
        var unfit = new HashMap<String, RSAKey>();
        for (Unfit each : List.of(
                new Unfit("encryption", "{\"use\":\"enc\"}"),
                new Unfit("unknown-use", "{\"use\":\"tls\"}"),
                new Unfit("wrapping", "{\"key_ops\":[\"wrapKey\"]}"),
                new Unfit("signing-only", "{\"key_ops\":[\"sign\"]}"),
                new Unfit("conflicting", "{\"use\":\"enc\",\"key_ops\":[\"verify\"]}"),
                new Unfit("use-is-a-number", "{\"use\":5}"),
                new Unfit("ops-are-a-text", "{\"key_ops\":\"verify\"}"),
                new Unfit("another-algorithm", "{\"alg\":\"RS384\"}"),
                new Unfit("no-modulus", "{\"n\":null}"))) {
            RSAKey key = new RSAKeyGenerator(2048).keyID(each.name()).generate();
            var members = new HashMap<>(key.toPublicJWK().toJSONObject());
            members.putAll(JSONObjectUtils.parse(each.members()));
            SECOND.publish(members);
            unfit.put(each.name(), key);
        }
        SECOND.publish(Map.of("kty", "oct", "k", "AAAA", "kid", "secret"));
        SECOND.publish(Map.of("kty", "new", "kid", "unknown"));
        SECOND.rotate();

        assertThat(me(SECOND.sign(SECOND.access(SECOND.newUser()).build())).statusCode())
                .as("a key that fits, published beside them")
                .isEqualTo(200);
        unfit.forEach((name, key) ->
                assertThat(me(signedBy(key)).statusCode()).as(name).isEqualTo(401));
    }

    private static String signedBy(RSAKey key) {
        try {
            return OidcServer.sign(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .build(),
                    new RSASSASigner(key),
                    SECOND.access(SECOND.newUser()).build());
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void refusesATokenThatIsNotTheProvidersForThisHub(Forgery forgery) {
        HttpResponse<String> refused = me(forgery.token());

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                .startsWith("Bearer")
                .contains("error=\"invalid_token\"");
        assertThat(json(refused).path("type").asText()).isEqualTo("urn:notifyflow:problem:unauthorized");
    }

    @Test
    void takesKeysFromNowhereButTheProvider() throws IOException, JOSEException {
        RSAKey foreign =
                new RSAKeyGenerator(2048).keyID(PROVIDER.key().getKeyID()).generate();
        var asked = new AtomicInteger();
        HttpServer evil = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        evil.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        evil.start();
        URI place = URI.create("http://127.0.0.1:" + evil.getAddress().getPort() + "/jwks");
        try {
            for (JWSHeader header : List.of(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(foreign.getKeyID())
                            .jwkURL(place)
                            .build(),
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(foreign.getKeyID())
                            .x509CertURL(place)
                            .build())) {
                String token = OidcServer.sign(
                        header,
                        new RSASSASigner(foreign),
                        PROVIDER.access(SOMEBODY).build());
                assertThat(me(token).statusCode()).isEqualTo(401);
            }
            assertThat(asked).hasValue(0);
        } finally {
            evil.stop(0);
        }
    }

    @Test
    void knowsANewKeyAtOnceAndAsksForUnknownOnesSeldom() throws JOSEException {
        me(PROVIDER.sign(PROVIDER.access(SOMEBODY).build()));
        PROVIDER.rotate();
        int before = PROVIDER.keysAsked();

        assertThat(me(PROVIDER.sign(PROVIDER.access(SOMEBODY).build())).statusCode())
                .isEqualTo(200);
        RSAKey foreign = new RSAKeyGenerator(2048).generate();
        for (int i = 0; i < 30; i++) {
            String token = OidcServer.sign(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(UUID.randomUUID().toString())
                            .build(),
                    new RSASSASigner(foreign),
                    PROVIDER.access(SOMEBODY).build());
            assertThat(me(token).statusCode()).isEqualTo(401);
        }
        assertThat(PROVIDER.keysAsked() - before).isBetween(1, 2);
    }

    @Test
    void anApiKeyOpensAsBefore() {
        assertThat(hub.newAccount().call("GET", "/api/v1/me").statusCode()).isEqualTo(200);
    }
}

package io.notifyflow.identity.token;

import static io.notifyflow.testing.ProviderHubTest.PROVIDER;
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
import java.time.Instant;
import java.util.Date;
import java.util.List;
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
        String token = PROVIDER.sign(PROVIDER.claims(user).build());

        JsonNode me = json(me(token));
        JsonNode again = json(me(PROVIDER.signElliptic(PROVIDER.claims(user).build())));

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
                    me(PROVIDER.sign(PROVIDER.claims(user).subject(subject).build()));

            assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
            assertThat(json(response).at("/errors/0/member").asText()).isEqualTo("sub");
        }
        assertThat(me(PROVIDER.sign(
                                PROVIDER.claims(user).claim("name", "a\u0000b").build()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void anOwnerMayManageAndAMemberMayLook() throws JOSEException {
        OidcServer.User user = PROVIDER.newUser();
        String token = PROVIDER.sign(PROVIDER.claims(user).build());
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
                .sql("UPDATE person SET role = 'member' WHERE subject = ?")
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
        String token = PROVIDER.sign(PROVIDER.claims(user).build());

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
        JWTClaimsSet.Builder claims = PROVIDER.claims(SOMEBODY);
        change.accept(claims);
        return new Forgery(name, PROVIDER.sign(claims.build()));
    }

    private static Forgery signed(String name, JWSHeader header, JWSSigner signer) throws JOSEException {
        return new Forgery(
                name, OidcServer.sign(header, signer, PROVIDER.claims(SOMEBODY).build()));
    }

    static Stream<Forgery> forgeries() throws JOSEException {
        Date past = Date.from(Instant.now().minusSeconds(60));
        Date future = Date.from(Instant.now().plusSeconds(3600));
        RSAKey foreign = new RSAKeyGenerator(2048).generate();
        String known = PROVIDER.key().getKeyID();
        String right = PROVIDER.sign(PROVIDER.claims(SOMEBODY).build());
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
                new Forgery("alg none", new PlainJWT(PROVIDER.claims(SOMEBODY).build()).serialize()),
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
                        PROVIDER.claims(SOMEBODY).build());
                assertThat(me(token).statusCode()).isEqualTo(401);
            }
            assertThat(asked).hasValue(0);
        } finally {
            evil.stop(0);
        }
    }

    @Test
    void knowsANewKeyAtOnceAndAsksForUnknownOnesSeldom() throws JOSEException {
        me(PROVIDER.sign(PROVIDER.claims(SOMEBODY).build()));
        PROVIDER.rotate();
        int before = PROVIDER.keysAsked();

        assertThat(me(PROVIDER.sign(PROVIDER.claims(SOMEBODY).build())).statusCode())
                .isEqualTo(200);
        RSAKey foreign = new RSAKeyGenerator(2048).generate();
        for (int i = 0; i < 30; i++) {
            String token = OidcServer.sign(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(UUID.randomUUID().toString())
                            .build(),
                    new RSASSASigner(foreign),
                    PROVIDER.claims(SOMEBODY).build());
            assertThat(me(token).statusCode()).isEqualTo(401);
        }
        assertThat(PROVIDER.keysAsked() - before).isBetween(1, 2);
    }

    @Test
    void anApiKeyOpensAsBefore() {
        assertThat(hub.newAccount().call("GET", "/api/v1/me").statusCode()).isEqualTo(200);
    }
}

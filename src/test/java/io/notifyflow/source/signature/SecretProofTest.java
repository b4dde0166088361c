package io.notifyflow.source.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what senders document, and signatures that another program (Python's hmac) computed. */
class SecretProofTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final String BODY = "{\"category\":\"sale\",\"title\":\"T\"}";
    private static final String SHA256 = "4baa2320f7cd375c2d55e46df6e6342e47dd2036230e3dea63995ff345d6cbff";

    private static SignatureSettings settings(String json) {
        try {
            JsonNode tree = new ObjectMapper().readTree(json.replace('\'', '"'));
            return SignatureSettings.of(tree);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean signed(String settings, Map<String, String> headers, String body) {
        return new SecretProof(settings(settings), headers).signed("hush", body.getBytes(StandardCharsets.UTF_8), NOW);
    }

    /** GitHub's own example: docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries. */
    @Test
    void gitHubsExample() {
        var proof = new SecretProof(
                settings(
                        "{'signature':'hmac-sha256','signatureHeader':'X-Hub-Signature-256','signaturePrefix':'sha256='}"),
                Map.of(
                        "x-hub-signature-256",
                        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"));

        assertThat(proof.signed("It's a Secret to Everybody", "Hello, World!".getBytes(StandardCharsets.UTF_8), NOW))
                .isTrue();
    }

    /** Slack's own example: docs.slack.dev/authentication/verifying-requests-from-slack. */
    @Test
    void slacksExample() {
        String body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
                + "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
                + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
                + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
        var proof = new SecretProof(
                settings("{'signature':'hmac-sha256','signatureHeader':'X-Slack-Signature','signaturePrefix':'v0=',"
                        + "'timestampHeader':'X-Slack-Request-Timestamp','signedContent':'v0:{timestamp}:{body}'}"),
                Map.of(
                        "x-slack-signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
                        "x-slack-request-timestamp", "1531420618"));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Instant sent = Instant.ofEpochSecond(1_531_420_618);

        assertThat(proof.signed("8f742231b10e8888abcd99yyyzzz85a5", bytes, sent.plusSeconds(300)))
                .isTrue();
        assertThat(proof.signed("8f742231b10e8888abcd99yyyzzz85a5", bytes, sent.plusSeconds(301)))
                .isFalse();
        assertThat(proof.signed("8f742231b10e8888abcd99yyyzzz85a5", bytes, sent.minusSeconds(301)))
                .isFalse();
        assertThat(proof.signed("8f742231b10e8888abcd99yyyzzz85a6", bytes, sent))
                .isFalse();
    }

    /** Shopify's is in Base64; PagerDuty sends one for each of its secrets; SHA-1 is for old senders. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'hmac-sha256' | base64 | \"\"    | S6ojIPfNN1wtVeRt9uY0LkfdIDYjDj3qY5lf80XWy/8=",
                "'hmac-sha256' | base64 | sha256= | sha256=S6ojIPfNN1wtVeRt9uY0LkfdIDYjDj3qY5lf80XWy/8=",
                "'hmac-sha256' | Base64 | \"\"    | S6ojIPfNN1wtVeRt9uY0LkfdIDYjDj3qY5lf80XWy_8",
                "'hmac-sha256' | hex    | \"\"    | " + SHA256,
                "'hmac-sha256' | HEX    | v1=     | v1=" + SHA256,
                "'hmac-sha256' | hex    | v1=     | v1=00,v1=" + SHA256,
                "'hmac-sha256' | hex    | v1=     | \"v1=" + SHA256 + ", v1=130dcacb53a94d983a37cf2acba98e80\"",
                "'hmac-sha256' | hex    | v1=     | v2=" + SHA256 + ",v1=" + SHA256,
                "'hmac-sha256' | hex    | \"\"    | 4BAA2320F7CD375C2D55E46DF6E6342E47DD2036230E3DEA63995FF345D6CBFF",
                "'hmac-sha1'   | hex    | sha1=   | sha1=9688e99a894d5b70be59a03884966c0908256c8b",
                "'hmac-sha512' | hex    | \"\"    | 859ac61d2d3158bed8fd891ce8f4aa716da77617235ad3ccae5725f69d81fe9dda3d1600645e26b8e44ab897d73810fb121a7a12e7b8c817ef8a9053842031e0",
            })
    void anySignatureInTheHeaderMayBeTheOne(String scheme, String encoding, String prefix, String sent) {
        String settings = "{'signature':" + scheme + ",'signatureHeader':'X-Sign','signatureEncoding':'" + encoding
                + "'" + (prefix.isEmpty() ? "" : ",'signaturePrefix':'" + prefix + "'") + "}";
        Map<String, String> headers = Map.of("x-sign", sent);

        assertThat(signed(settings, headers, BODY)).isTrue();
        assertThat(signed(settings, headers, BODY + " ")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "v1=",
                "v1",
                SHA256,
                "v0=" + SHA256,
                "v1=v1=" + SHA256,
                "v1=" + SHA256 + "00",
                "v1=zz",
                "V1=" + SHA256
            })
    void whatIsNoSignatureIsRefused(String sent) {
        String settings = "{'signature':'hmac-sha256','signatureHeader':'X-Sign','signaturePrefix':'v1='}";

        assertThat(signed(settings, Map.of("x-sign", sent), BODY)).isFalse();
        assertThat(signed(settings, Map.of("x-other", "v1=" + SHA256), BODY)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'',                    1777636800, ec250437b6ec08ab1c90423f4db94c06c77a4d9dc60f84f3aabc363d6bae4b3a, true",
        "{timestamp}.{body},    1777636800, ec250437b6ec08ab1c90423f4db94c06c77a4d9dc60f84f3aabc363d6bae4b3a, true",
        "{timestamp}:{body},    1777636800, 6cdfa66eea9bb6cd261f8b533979e050feb45b54b4005b05ab5cf7d3e58b153a, true",
        "{timestamp}.{body},    1777636499, ec250437b6ec08ab1c90423f4db94c06c77a4d9dc60f84f3aabc363d6bae4b3a, false",
        "{timestamp}:{body},    1777636800, ec250437b6ec08ab1c90423f4db94c06c77a4d9dc60f84f3aabc363d6bae4b3a, false",
        "{timestamp}:{body},    soon,       6cdfa66eea9bb6cd261f8b533979e050feb45b54b4005b05ab5cf7d3e58b153a, false",
        "{timestamp}:{body},    '',         6cdfa66eea9bb6cd261f8b533979e050feb45b54b4005b05ab5cf7d3e58b153a, false",
        "{header:X-Id}{timestamp}{body}, 2026-05-01T12:00:00Z, 538f836aa400e91b9742f76df10b2135e869eb42c64f81544612a63ba4937b8a, true",
    })
    void aTimeIsSignedWithTheBody(String content, String time, String sent, boolean valid) {
        String settings = "{'signature':'hmac-sha256','signatureHeader':'X-Sign','timestampHeader':'X-Time'"
                + (content.isEmpty() ? "" : ",'signedContent':'" + content + "'") + "}";

        assertThat(signed(settings, Map.of("x-sign", sent, "x-time", time, "x-id", "msg-1"), BODY))
                .isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "{'signature':'token'},                                    authorization, Bearer hush, true",
                "{'signature':'token'},                                    authorization, bearer hush, true",
                "{'signature':'token'},                                    authorization, hush,        true",
                "{'signature':'token'},                                    authorization, Bearer hus,  false",
                "\"{'signature':'token','signatureHeader':'X-Token'}\",    x-token,       hush,        true",
                "\"{'signature':'token','signatureHeader':'X-Token'}\",    x-token,       Bearer hush, false",
                "\"{'signature':'token','signatureHeader':'X-Token'}\",    authorization, Bearer hush, false",
                "\"{'signature':'token','signaturePrefix':'Token '}\",     authorization, Token hush,  true",
                "\"{'signature':'token','signaturePrefix':'Token '}\",     authorization, Bearer hush, false",
            })
    void aTokenStandsInItsHeader(String settings, String header, String sent, boolean valid) {
        assertThat(new SecretProof(settings(settings), Map.of(header, sent)).hasToken("hush"))
                .isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({
        "Basic aHViOmh1c2g=,  true",
        "basic  aHViOmh1c2g=, true",
        "Basic aHViOmh1c2g,   true",
        "Basic aHViOmh1c2gx,  false",
        "Basic hub:hush,      false",
        "Bearer aHViOmh1c2g=, false",
        "Basic,               false",
        "'',                  false",
    })
    void aPasswordIsThatOfTheUser(String sent, boolean valid) {
        SignatureSettings settings = settings("{'signature':'basic','user':'hub'}");

        assertThat(new SecretProof(settings, Map.of("authorization", sent)).hasPassword("hush"))
                .isEqualTo(valid);
    }

    @Test
    void aPasswordMayHaveAnyCharacters() {
        SignatureSettings settings = settings("{'signature':'basic','user':'jürgen'}");

        assertThat(new SecretProof(settings, Map.of("authorization", "Basic asO8cmdlbjpow7xzaA==")).hasPassword("hüsh"))
                .isTrue();
    }
}

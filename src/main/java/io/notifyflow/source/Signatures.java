package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.account.StandardWebhooks;
import io.notifyflow.event.CredentialsNeeded;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.source.signature.SecretProof;
import io.notifyflow.source.signature.SignatureSettings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Checks who sent a webhook: routes ask one of these for each sender's own scheme. A source without a secret asks for
 * nothing; one whose settings name a scheme asks for that, whatever its route says. Each throws {@link InvalidRequest}
 * (401), and compares in a time that depends on no secret.
 */
@Component("signature")
class Signatures {

    /** Stripe and Standard Webhooks have it so: what was signed earlier or later may be a replay. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String GRAFANA = "X-Grafana-Alerting-Signature";
    private static final String GRAFANA_UNNAMED = "X-Grafana-Alert-Signature";

    private final Clock clock;

    Signatures(Clock clock) {
        this.clock = clock;
    }

    /**
     * Checks what the source's settings name, or else what its route does.
     *
     * @param scheme one of the values of the setting {@code signature}; those that follow are as the settings of these
     *               names, and empty for none
     */
    void check(
            ReceivedRequest request,
            String scheme,
            String signatureHeader,
            String signaturePrefix,
            String signatureEncoding,
            String timestampHeader,
            String signedContent,
            String user) {
        String secret = typesOwn(request);
        if (secret != null) {
            checkNamed(
                    request,
                    secret,
                    SignatureSettings.ofRoute(Map.of(
                            "signature", scheme,
                            "signatureHeader", signatureHeader,
                            "signaturePrefix", signaturePrefix,
                            "signatureEncoding", signatureEncoding,
                            "timestampHeader", timestampHeader,
                            "signedContent", signedContent,
                            "user", user)));
        }
    }

    /** The secret, if the type's own scheme has to be checked; otherwise the one of the settings has been. */
    private @Nullable String typesOwn(ReceivedRequest request) {
        String secret = request.source().secret();
        if (secret != null && SignatureSettings.in(request.source().settings())) {
            checkNamed(request, secret, request.source().settings());
            return null;
        }
        return secret;
    }

    private void checkNamed(ReceivedRequest request, String secret, JsonNode named) {
        SignatureSettings settings = settings(named);
        var proof = new SecretProof(settings, request.headers());
        switch (settings.scheme()) {
            case STANDARD -> checkStandard(request, secret);
            case STRIPE -> checkStripe(request, secret, settings.header());
            case HMAC_SHA256, HMAC_SHA1, HMAC_SHA512 ->
                require(proof.signed(secret, request.body(), clock.instant()), headers(settings));
            case TOKEN -> require(proof.hasToken(secret), settings.header());
            case BASIC -> {
                if (!proof.hasPassword(secret)) {
                    // Some clients send a password only once they are asked for it.
                    throw new CredentialsNeeded(invalid("Authorization"), "Basic realm=\"source\", charset=\"UTF-8\"");
                }
            }
            case NONE -> throw misconfigured("the source has a secret, which nothing checks");
        }
    }

    private static String headers(SignatureSettings settings) {
        return settings.header() + (settings.timestampHeader().isEmpty() ? "" : " or " + settings.timestampHeader());
    }

    private static SignatureSettings settings(JsonNode named) {
        try {
            return SignatureSettings.of(named);
        } catch (IllegalArgumentException wrong) {
            throw misconfigured(wrong.getMessage());
        }
    }

    /** What was saved is valid, so it is the route of the type, or was saved by an older version. */
    private static InvalidRequest misconfigured(@Nullable String why) {
        return new InvalidRequest(Problem.of(
                "invalid-signature",
                "The signature is not valid",
                401,
                "The signature cannot be checked: " + why
                        + ". Correct the source's settings, or the route of its type"));
    }

    /**
     * The HMAC-SHA256 of the body stands in a header in hex, as GitHub and Sentry send it.
     *
     * @param prefix what stands before the hex, or nothing
     */
    void hmac(ReceivedRequest request, String header, String prefix) {
        String secret = typesOwn(request);
        if (secret != null) {
            String expected = prefix + hex(bytes(secret), request.body());
            require(same(expected, request.text(header)), header);
        }
    }

    /**
     * The HMAC-SHA256 of the body, or of {@code time:body}, stands in a header in hex. Grafana sends the time in a header
     * that its administrator names, or not at all: the source's setting {@code timestampHeader} has that name.
     *
     * @see <a href="https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/#hmac-signature">Grafana's
     *     signatures</a>
     */
    void grafana(ReceivedRequest request) {
        String secret = typesOwn(request);
        if (secret != null) {
            // Documented is the first; what signs for Grafana has the second for whoever names none.
            String header = request.header(GRAFANA) == null ? GRAFANA_UNNAMED : GRAFANA;
            String timed = request.source().settings().path("timestampHeader").asText("");
            String time = request.text(timed);
            String expected = timed.isEmpty()
                    ? hex(bytes(secret), request.body())
                    : hex(bytes(secret), bytes(time + ":"), request.body());
            boolean valid = (timed.isEmpty() || recent(time)) && same(expected, request.text(header));
            require(valid, timed.isEmpty() ? GRAFANA : GRAFANA + " or " + timed);
        }
    }

    /** The secret itself stands in a header, as GitLab sends it; in Authorization after the word Bearer. */
    void token(ReceivedRequest request, String header) {
        String secret = typesOwn(request);
        if (secret != null) {
            String sent = request.text(header);
            boolean bearer = "Authorization".equalsIgnoreCase(header);
            String token = bearer && sent.regionMatches(true, 0, "Bearer ", 0, 7) ? sent.substring(7) : sent;
            require(same(secret, token.strip()), header);
        }
    }

    /**
     * An HMAC of {@code time.body} stands beside the time in one header.
     *
     * @see <a href="https://docs.stripe.com/webhooks#verify-manually">Stripe's signatures</a>
     */
    void stripe(ReceivedRequest request) {
        String secret = typesOwn(request);
        if (secret != null) {
            checkStripe(request, secret, "Stripe-Signature");
        }
    }

    private void checkStripe(ReceivedRequest request, String secret, String name) {
        String header = request.text(name);
        String time = values(header, "t").findFirst().orElse("");
        String expected = hex(bytes(secret), bytes(time + "."), request.body());
        require(recent(time) && values(header, "v1").anyMatch(sent -> same(expected, sent)), name);
    }

    private static Stream<String> values(String header, String name) {
        return Arrays.stream(header.split(","))
                .map(String::strip)
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1));
    }

    /**
     * Standard Webhooks, and Svix from which they come: an HMAC of {@code id.time.body} in Base64, several for several
     * secrets.
     *
     * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
     *     Webhooks</a>
     */
    void standard(ReceivedRequest request) {
        String secret = typesOwn(request);
        if (secret != null) {
            checkStandard(request, secret);
        }
    }

    private void checkStandard(ReceivedRequest request, String secret) {
        String family = request.header("svix-signature") == null ? "webhook-" : "svix-";
        boolean valid = StandardWebhooks.valid(
                secret,
                request.header(family + "id"),
                request.header(family + "timestamp"),
                request.header(family + "signature"),
                request.body(),
                clock.instant());
        require(valid, family + "signature");
    }

    private boolean recent(String seconds) {
        try {
            Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(seconds)), clock.instant());
            return age.abs().compareTo(TOLERANCE) <= 0;
        } catch (NumberFormatException | ArithmeticException | java.time.DateTimeException noTime) {
            return false;
        }
    }

    private static String hex(byte[] key, byte[]... parts) {
        return HexFormat.of().formatHex(hmac(key, parts));
    }

    private static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }

    private static boolean same(String expected, String sent) {
        return MessageDigest.isEqual(bytes(expected), bytes(sent));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void require(boolean valid, String header) {
        if (!valid) {
            throw new InvalidRequest(invalid(header));
        }
    }

    private static Problem invalid(String header) {
        return Problem.of(
                "invalid-signature",
                "The signature is not valid",
                401,
                "The header " + header + " is missing, does not fit the body and the source's secret, or is too old");
    }
}

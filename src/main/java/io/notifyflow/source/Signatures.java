package io.notifyflow.source;

import io.notifyflow.account.StandardWebhooks;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Who sent a webhook: routes ask one of these for each sender's own scheme. A source without a secret asks for nothing.
 * Each throws {@link InvalidRequest} (401), and compares in a time that tells nothing about the secret.
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
     * The HMAC-SHA256 of the body stands in a header in hex, as GitHub and Sentry send it.
     *
     * @param prefix what stands before the hex, or nothing
     */
    void hmac(ReceivedRequest request, String header, String prefix) {
        String secret = request.source().secret();
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
        String secret = request.source().secret();
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
        String secret = request.source().secret();
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
        String secret = request.source().secret();
        if (secret != null) {
            String header = request.text("Stripe-Signature");
            String time = values(header, "t").findFirst().orElse("");
            String expected = hex(bytes(secret), bytes(time + "."), request.body());
            require(recent(time) && values(header, "v1").anyMatch(sent -> same(expected, sent)), "Stripe-Signature");
        }
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
        String secret = request.source().secret();
        if (secret != null) {
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
            throw new InvalidRequest(Problem.of(
                    "invalid-signature",
                    "The signature is not valid",
                    401,
                    "The header " + header
                            + " is missing, does not fit the body and the source's secret, or is too old"));
        }
    }
}

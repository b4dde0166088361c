package io.notifyflow.billing;

import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Who sent a webhook. Stripe's library is not used for this: it accepts times in the future, and headers of other forms
 * end in exceptions of every kind.
 *
 * @see <a href="https://docs.stripe.com/webhooks#verify-manually">Stripe's signatures</a>
 */
@Component
class StripeSignatures {

    private static final Duration TOLERANCE = Duration.ofSeconds(300);
    private static final String HMAC = "HmacSHA256";
    private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");
    /** More than Stripe ever sends, and so many that trying them all costs nothing. */
    private static final int MOST_SIGNATURES = 20;

    private final StripeSettings settings;
    private final Clock clock;

    StripeSignatures(StripeSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @param header {@code t=<seconds>,v1=<hex>,…}: several v1 while a secret is being rolled
     * @throws InvalidRequest (400) if no secret made one of its signatures, or its time is not now
     */
    void require(@Nullable String header, byte[] body) {
        String time = "";
        List<byte[]> signatures = new ArrayList<>();
        for (String pair : (header == null ? "" : header).split(",", MOST_SIGNATURES + 1)) {
            String[] parts = pair.strip().split("=", 2);
            if (parts.length == 2 && parts[0].equals("t") && time.isEmpty()) {
                time = parts[1];
            } else if (parts.length == 2 && parts[0].equals("v1")) {
                signatures.add(bytes(parts[1]));
            }
        }
        if (time.isEmpty() || signatures.isEmpty()) {
            throw refused("is missing, or has no time t and no signature v1");
        }
        if (!recent(time)) {
            throw refused("has a time more than " + TOLERANCE.toSeconds()
                    + " seconds from now, or none; set the clock of both machines by NTP");
        }
        if (!signed(time, body, signatures)) {
            throw refused("was not made with a secret of this endpoint over this body; check "
                    + StripeSettings.WEBHOOK_SECRETS);
        }
    }

    private boolean recent(String seconds) {
        if (!SECONDS.matcher(seconds).matches()) {
            return false;
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(seconds)), clock.instant());
        return age.abs().compareTo(TOLERANCE) <= 0;
    }

    private boolean signed(String time, byte[] body, List<byte[]> signatures) {
        boolean signed = false;
        for (String secret : settings.webhookSecrets()) {
            byte[] expected = bytes(hex(secret, time, body));
            for (byte[] signature : signatures) {
                signed |= MessageDigest.isEqual(expected, signature);
            }
        }
        return signed;
    }

    private static String hex(String secret, String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(bytes(secret), HMAC));
            mac.update(bytes(time + "."));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + HMAC, e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static InvalidRequest refused(String why) {
        return new InvalidRequest(Problem.of(
                "invalid-signature", "The signature is not valid", 400, "The header Stripe-Signature " + why));
    }
}

package io.notifyflow.source.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks that a request comes from somebody who knows the secret, in a time that depends on neither. The schemes of
 * Stripe and Standard Webhooks are checked elsewhere.
 */
public final class SecretProof {

    /** What was signed earlier or later may be a replay. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    /** A time of so many digits counts milliseconds. */
    private static final int DIGITS_OF_MILLIS = 13;

    private static final byte[] NOTHING = new byte[0];

    private final SignatureSettings settings;
    private final Map<String, String> headers;

    /**
     * @param headers by name in lower case
     */
    public SecretProof(SignatureSettings settings, Map<String, String> headers) {
        this.settings = settings;
        this.headers = headers;
    }

    /** Any of the signatures in the header may be the one; a sender that changes its secret sends two. */
    public boolean signed(String secret, byte[] body, Instant now) {
        String time = settings.timestampHeader().isEmpty() ? "" : header(settings.timestampHeader());
        byte[] expected = expected(secret, time, body);
        boolean valid = false;
        for (String sent : header(settings.header()).split(",")) {
            valid |= MessageDigest.isEqual(expected, decoded(sent.strip()));
        }
        return valid && (settings.timestampHeader().isEmpty() || recent(time, now));
    }

    private byte[] expected(String secret, String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance(settings.scheme().algorithm());
            mac.init(new SecretKeySpec(bytes(secret), settings.scheme().algorithm()));
            settings.content().addTo(mac, time, headers, body);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "Every Java has " + settings.scheme().algorithm(), e);
        }
    }

    /** Nothing if it is no signature; that equals none. */
    private byte[] decoded(String sent) {
        if (!sent.startsWith(settings.prefix())) {
            return NOTHING;
        }
        String text = sent.substring(settings.prefix().length()).strip();
        try {
            return settings.base64()
                    ? Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'))
                    : HexFormat.of().parseHex(text.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException malformed) {
            return NOTHING;
        }
    }

    /** The secret itself is in the header; in Authorization it may follow the word Bearer. */
    public boolean hasToken(String secret) {
        String sent = header(settings.header());
        String token = sent;
        if (!settings.prefix().isEmpty()) {
            token = sent.startsWith(settings.prefix())
                    ? sent.substring(settings.prefix().length())
                    : "";
        } else if ("Authorization".equalsIgnoreCase(settings.header())
                && sent.regionMatches(true, 0, "Bearer ", 0, 7)) {
            token = sent.substring(7);
        }
        return MessageDigest.isEqual(bytes(secret), bytes(token.strip()));
    }

    /** The user and the secret as its password, as RFC 7617 has them. */
    public boolean hasPassword(String secret) {
        String sent = header("Authorization");
        byte[] credentials = NOTHING;
        if (sent.regionMatches(true, 0, "Basic ", 0, 6)) {
            try {
                credentials = Base64.getDecoder().decode(sent.substring(6).strip());
            } catch (IllegalArgumentException malformed) {
                // Nothing equals no credentials.
            }
        }
        return MessageDigest.isEqual(bytes(settings.user() + ":" + secret), credentials);
    }

    /** Seconds or milliseconds since 1970, or a time of RFC 3339. */
    private static boolean recent(String time, Instant now) {
        try {
            return Duration.between(instant(time.strip()), now).abs().compareTo(TOLERANCE) <= 0;
        } catch (NumberFormatException | ArithmeticException | DateTimeException noTime) {
            return false;
        }
    }

    private static Instant instant(String time) {
        if (time.indexOf('T') > 0) {
            return OffsetDateTime.parse(time).toInstant();
        }
        long number = Long.parseLong(time);
        return time.length() >= DIGITS_OF_MILLIS ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
    }

    private String header(String name) {
        return SentHeaders.value(headers, name);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

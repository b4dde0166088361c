package io.notifyflow.source.signature;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.event.Problem.InvalidMember;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The settings of a source that say how its sender signs.
 *
 * @param header          that holds the signature, or the token
 * @param prefix          of each signature in it, such as {@code sha256=}; may be empty
 * @param base64          whether a signature is in Base64 rather than in hex
 * @param timestampHeader that holds the time of signing; empty for none
 * @param content         what is signed
 * @param user            of Basic authentication
 */
public record SignatureSettings(
        SignatureScheme scheme,
        String header,
        String prefix,
        boolean base64,
        String timestampHeader,
        SignedContent content,
        String user) {

    /** The setting without which the others mean nothing. */
    public static final String SCHEME = "signature";

    static final String HEADER = "signatureHeader";
    static final String PREFIX = "signaturePrefix";
    static final String ENCODING = "signatureEncoding";
    static final String TIMESTAMP_HEADER = "timestampHeader";
    static final String CONTENT = "signedContent";
    static final String USER = "user";
    static final Set<String> OF_HMAC = Set.of(HEADER, PREFIX, ENCODING, TIMESTAMP_HEADER, CONTENT);

    private static final List<String> ALL = List.of(HEADER, PREFIX, ENCODING, TIMESTAMP_HEADER, CONTENT, USER);

    /** These may be settings of the type's own where no scheme is named. */
    private static final Set<String> ALSO_OF_TYPES = Set.of(TIMESTAMP_HEADER, USER);

    private static final Map<String, String> SHAPES = Map.of(
            HEADER, "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}",
            TIMESTAMP_HEADER, "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}",
            PREFIX, "[\\x20-\\x2B\\x2D-\\x7E]{1,50}",
            ENCODING, "(?i)hex|base64",
            CONTENT, "[\\x20-\\x7E]{1,200}",
            USER, "[^:\\p{Cntrl}]{1,200}");

    private static final Map<String, String> SHOULD_BE = Map.of(
            HEADER, "must be the name of a header, such as X-Signature",
            TIMESTAMP_HEADER, "must be the name of a header, such as X-Timestamp",
            PREFIX, "must have at most 50 ASCII characters and no comma, such as sha256=",
            ENCODING, "must be hex or base64",
            CONTENT, "must be what is signed, such as {timestamp}.{body}",
            USER, "must be the user name, without a colon");

    /** Whether the settings name a scheme, which then counts in place of the type's own. */
    public static boolean in(JsonNode settings) {
        return settings.hasNonNull(SCHEME);
    }

    /** The settings of one that are not about signatures. */
    public static ObjectNode without(JsonNode settings) {
        ObjectNode others =
                settings instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
        if (in(settings)) {
            others.remove(SCHEME);
            others.remove(ALL);
        }
        return others;
    }

    /**
     * @throws IllegalArgumentException if they are not valid, with what is wrong
     */
    public static SignatureSettings of(JsonNode settings) {
        var errors = new ArrayList<InvalidMember>();
        SignatureScheme scheme = scheme(settings, errors);
        if (scheme != null) {
            checkValues(settings, scheme, errors);
        }
        if (scheme == null || !errors.isEmpty()) {
            throw new IllegalArgumentException(
                    errors.isEmpty()
                            ? SCHEME + " is missing"
                            : errors.getFirst().member() + " "
                                    + errors.getFirst().message());
        }
        String timestamp = text(settings, TIMESTAMP_HEADER, "");
        return new SignatureSettings(
                scheme,
                text(settings, HEADER, standardHeader(scheme)),
                text(settings, PREFIX, ""),
                "base64".equalsIgnoreCase(text(settings, ENCODING, "hex")),
                timestamp,
                SignedContent.of(text(settings, CONTENT, timestamp.isEmpty() ? "{body}" : "{timestamp}.{body}")),
                text(settings, USER, ""));
    }

    private static String standardHeader(SignatureScheme scheme) {
        return scheme == SignatureScheme.STRIPE ? "Stripe-Signature" : "Authorization";
    }

    /**
     * Adds all that is wrong with the settings of a source that is about to be saved.
     *
     * @param hasSecret whether the source has a secret
     */
    public static void check(JsonNode settings, boolean hasSecret, List<InvalidMember> errors) {
        if (!in(settings)) {
            for (String name : ALL) {
                if (settings.has(name) && !ALSO_OF_TYPES.contains(name)) {
                    errors.add(error(name, "needs the setting signature, one of " + SignatureScheme.names()));
                }
            }
            return;
        }
        SignatureScheme scheme = scheme(settings, errors);
        if (scheme == null) {
            return;
        }
        checkValues(settings, scheme, errors);
        if (scheme == SignatureScheme.NONE && hasSecret) {
            errors.add(new InvalidMember("secret", "is not used with signature none; leave it out, or name a scheme"));
        } else if (scheme != SignatureScheme.NONE && !hasSecret) {
            errors.add(new InvalidMember("secret", "is required with signature " + scheme.text()));
        }
    }

    private static @org.jspecify.annotations.Nullable SignatureScheme scheme(
            JsonNode settings, List<InvalidMember> errors) {
        JsonNode named = settings.path(SCHEME);
        SignatureScheme scheme =
                named.isTextual() ? SignatureScheme.named(named.textValue()).orElse(null) : null;
        if (scheme == null) {
            errors.add(error(SCHEME, "must be one of " + SignatureScheme.names()));
        }
        return scheme;
    }

    private static void checkValues(JsonNode settings, SignatureScheme scheme, List<InvalidMember> errors) {
        for (String name : ALL) {
            if (settings.has(name)) {
                if (!scheme.settings().contains(name)) {
                    errors.add(error(name, "is not used with signature " + scheme.text() + "; leave it out"));
                } else if (!settings.path(name).isTextual()
                        || !settings.path(name).textValue().matches(SHAPES.getOrDefault(name, ""))) {
                    errors.add(error(name, SHOULD_BE.getOrDefault(name, "is not valid")));
                }
            }
        }
        if (scheme.isHmac() && !settings.has(HEADER)) {
            errors.add(error(
                    HEADER,
                    "is required with signature " + scheme.text()
                            + ": the header that holds the signature, such as X-Hub-Signature-256"));
        }
        if (scheme == SignatureScheme.BASIC && !settings.has(USER)) {
            errors.add(error(USER, "is required with signature basic; the password is the secret"));
        }
        if (scheme.isHmac() && errors.isEmpty()) {
            checkContent(settings, errors);
        }
    }

    private static void checkContent(JsonNode settings, List<InvalidMember> errors) {
        boolean timed = settings.has(TIMESTAMP_HEADER);
        String content = text(settings, CONTENT, timed ? "{timestamp}.{body}" : "{body}");
        String wrong = SignedContent.fault(content);
        if (wrong != null) {
            errors.add(error(CONTENT, wrong));
        } else if (timed != SignedContent.of(content).hasTimestamp()) {
            errors.add(
                    timed
                            ? error(CONTENT, "must hold {timestamp}, or the time could be changed by anybody")
                            : error(TIMESTAMP_HEADER, "is required, because signedContent holds {timestamp}"));
        }
    }

    private static String text(JsonNode settings, String name, String otherwise) {
        return settings.path(name).asText(otherwise);
    }

    private static InvalidMember error(String setting, String message) {
        return new InvalidMember("settings." + setting, message);
    }

    /** The parameters of a route in the same shape; those that are empty are left out. */
    public static ObjectNode ofRoute(Map<String, String> parameters) {
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(parameters).forEach((name, value) -> {
            if (!value.isEmpty()) {
                settings.put(name, value);
            }
        });
        return settings;
    }
}

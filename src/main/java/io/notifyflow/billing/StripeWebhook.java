package io.notifyflow.billing;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Utf8;
import io.notifyflow.receipt.Receipt;
import io.notifyflow.receipt.Receipts;
import io.notifyflow.receipt.Settled;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Takes Stripe's webhooks: finds out that they are Stripe's, that they are new, and what they say. */
@Component("stripeWebhook")
public class StripeWebhook {

    static final String PROVIDER = "stripe";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_]{1,255}");
    private static final Pattern TYPE = Pattern.compile("[a-z0-9_.]{1,100}");

    private final StripeSettings settings;
    private final StripeSignatures signatures;
    private final StripeEvents events;
    private final Receipts receipts;
    private final ObjectMapper json;

    StripeWebhook(
            StripeSettings settings,
            StripeSignatures signatures,
            StripeEvents events,
            Receipts receipts,
            ObjectMapper json) {
        this.settings = settings;
        this.signatures = signatures;
        this.events = events;
        this.receipts = receipts;
        this.json = json;
    }

    /**
     * Nothing of the body is looked at before its signature is found valid.
     *
     * @throws InvalidRequest if it is not Stripe's (400), or cannot be known to be, as a setting is missing (503)
     */
    public Receipt receive(byte @Nullable [] body, @Nullable String signature) {
        requireSettings();
        byte[] signed = body == null ? new byte[0] : body;
        signatures.require(signature, signed);
        String payload = Utf8.text(signed);
        JsonNode event = parsed(payload).orElseGet(json::nullNode);
        String id = event.path("id").asText("");
        String type = event.path("type").asText("");
        return receipts.received(
                PROVIDER,
                ID.matcher(id).matches() ? id : "unnamed-" + digest(signed),
                TYPE.matcher(type).matches() ? type : "unknown",
                payload);
    }

    private void requireSettings() {
        if (settings.webhookSecrets().isEmpty()) {
            throw StripeApi.notConfigured(List.of(StripeSettings.WEBHOOK_SECRETS));
        }
        if (settings.secretKey() == null) {
            throw StripeApi.notConfigured(List.of(StripeSettings.SECRET_KEY));
        }
    }

    /** A second copy of what cannot be named is still the same. */
    private static String digest(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private Optional<JsonNode> parsed(String payload) {
        try {
            return Optional.ofNullable(json.readTree(payload)).filter(JsonNode::isObject);
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    /** Whether this event was received before; then nothing more is to be done. */
    public boolean repeated(Receipt receipt) {
        return receipts.earlier(receipt).isPresent();
    }

    /** What became of it when it was received before. */
    public Settled earlier(Receipt receipt) {
        return receipts.earlier(receipt).orElseThrow();
    }

    /** What a receipt says; what cannot be read is an event with a fault. */
    public StripeEvent read(Receipt receipt) {
        return parsed(receipt.payload())
                .map(event -> events.read(receipt, event))
                .orElseGet(() -> StripeEvent.faulty(receipt, "It is no JSON object"));
    }
}

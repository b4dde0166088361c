package io.notifyflow.identity.sync;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.account.StandardWebhooks;
import io.notifyflow.account.UnusableSetting;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Utf8;
import io.notifyflow.identity.SignInChoices;
import io.notifyflow.receipt.Receipt;
import io.notifyflow.receipt.Receipts;
import io.notifyflow.receipt.Settled;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Takes the provider's webhooks about users: finds out that they are the provider's, and that they are new. */
@Component("userWebhook")
public class UserWebhook {

    static final String PROVIDER = "users";

    private static final Pattern ID = Pattern.compile("[\\x21-\\x7E]{1,255}");
    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9_.]{1,100}");

    private final UserSyncSettings settings;
    private final String provider;
    private final Receipts receipts;
    private final ObjectMapper json;
    private final Clock clock;

    UserWebhook(UserSyncSettings settings, SignInChoices choices, Receipts receipts, ObjectMapper json, Clock clock) {
        this.settings = settings;
        this.provider = provider(settings, choices);
        this.receipts = receipts;
        this.json = json;
        this.clock = clock;
    }

    /** Where there is one provider, the webhooks are about its users. */
    private static String provider(UserSyncSettings settings, SignInChoices choices) {
        List<String> names =
                choices.choices().stream().map(SignInChoices.Choice::name).toList();
        String named = settings.provider();
        if (named != null && !named.isBlank()) {
            if (!names.contains(named)) {
                throw new UnusableSetting(
                        "NOTIFYFLOW_USERS_PROVIDER is " + named + ", and no provider has this name.",
                        "Set it to one of these: " + String.join(", ", names) + ".");
            }
            return named;
        }
        if (!settings.secrets().isEmpty() && names.size() > 1) {
            throw new UnusableSetting(
                    "NOTIFYFLOW_USERS_SECRETS is set, and there are several providers: " + String.join(", ", names)
                            + ".",
                    "Set NOTIFYFLOW_USERS_PROVIDER to the one that sends the webhooks.");
        }
        return names.isEmpty() ? "provider" : names.getFirst();
    }

    /**
     * Nothing of the body is looked at before its signature is found valid.
     *
     * @param headers of Standard Webhooks, {@code webhook-id} and so on, or the same of Svix, {@code svix-id}
     * @throws InvalidRequest if it is not the provider's (400), or cannot be known to be, as the secrets are missing (503)
     */
    public Receipt receive(byte @Nullable [] body, Map<String, Object> headers) {
        if (settings.secrets().isEmpty()) {
            throw new InvalidRequest(Problem.of(
                    "not-configured",
                    "The hub is not set up for this",
                    503,
                    "Set NOTIFYFLOW_USERS_SECRETS to the signing secret that the provider shows"));
        }
        byte[] signed = body == null ? new byte[0] : body;
        String id = header(headers, "id");
        requireSignature(id, header(headers, "timestamp"), header(headers, "signature"), signed);
        String payload = Utf8.text(signed);
        JsonNode message = parsed(payload);
        String type = message == null ? "" : message.path("type").asText("");
        return receipts.received(
                PROVIDER, String.valueOf(id), TYPE.matcher(type).matches() ? type : "unknown", payload);
    }

    private static @Nullable String header(Map<String, Object> headers, String name) {
        Object own = named(headers, "webhook-" + name);
        Object sent = own == null ? named(headers, "svix-" + name) : own;
        return sent == null ? null : sent.toString();
    }

    private static @Nullable Object named(Map<String, Object> headers, String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().toLowerCase(Locale.ROOT).equals(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private void requireSignature(
            @Nullable String id, @Nullable String time, @Nullable String signatures, byte[] body) {
        boolean valid = id != null
                && ID.matcher(id).matches()
                && settings.secrets().stream()
                        .anyMatch(
                                secret -> StandardWebhooks.valid(secret, id, time, signatures, body, clock.instant()));
        if (!valid) {
            throw new InvalidRequest(Problem.of(
                    "invalid-signature",
                    "The signature is not valid",
                    400,
                    "Sign with the secret in NOTIFYFLOW_USERS_SECRETS, as Standard Webhooks or Svix have it, at most five"
                            + " minutes ago"));
        }
    }

    private @Nullable JsonNode parsed(String payload) {
        try {
            return json.readTree(payload);
        } catch (JacksonException notJson) {
            return null;
        }
    }

    /** Whether this was received before; then nothing more is to be done. */
    public boolean repeated(Receipt receipt) {
        return receipts.earlier(receipt).isPresent();
    }

    /** What became of it when it was received before. */
    public Settled earlier(Receipt receipt) {
        return receipts.earlier(receipt).orElseThrow();
    }

    UserMessage read(Receipt receipt) {
        return UserMessage.read(provider, parsed(receipt.payload()), receipt.receivedAt());
    }
}

package io.notifyflow.billing;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.billing.StripeEvent.About;
import io.notifyflow.receipt.Receipt;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads events: of each only which objects it is about. */
@Component
class StripeEvents {

    /** Those that docs/operate.md asks to subscribe to. */
    static final Map<String, About> TYPES = Map.ofEntries(
            Map.entry("checkout.session.completed", About.CHECKOUT),
            Map.entry("checkout.session.async_payment_succeeded", About.CHECKOUT),
            Map.entry("checkout.session.async_payment_failed", About.CHECKOUT),
            Map.entry("customer.subscription.created", About.SUBSCRIPTION),
            Map.entry("customer.subscription.updated", About.SUBSCRIPTION),
            Map.entry("customer.subscription.deleted", About.SUBSCRIPTION),
            Map.entry("customer.subscription.paused", About.SUBSCRIPTION),
            Map.entry("customer.subscription.resumed", About.SUBSCRIPTION),
            Map.entry("invoice.paid", About.INVOICE),
            Map.entry("invoice.payment_failed", About.INVOICE),
            Map.entry("charge.refunded", About.REFUND),
            Map.entry("charge.dispute.created", About.DISPUTE),
            Map.entry("charge.dispute.closed", About.DISPUTE),
            Map.entry("customer.deleted", About.CUSTOMER));

    /**
     * From here on an invoice names its subscription below {@code parent}, and an item has its period's end.
     *
     * @see <a href="https://docs.stripe.com/changelog/basil">Stripe's changes of 2025-03-31</a>
     */
    private static final LocalDate OLDEST = LocalDate.of(2025, 3, 31);

    private static final Set<String> RELEASES = Set.of("basil", "clover", "dahlia");
    private static final Pattern VERSION = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})\\.([a-z]+)");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_]{1,255}");
    private static final String REPLAY = "; the hub reads the objects themselves from Stripe, so a replay may apply it";

    /** Where an invoice names its subscription, since basil and before. */
    private static final List<String> SUBSCRIPTION_OF_INVOICE =
            List.of("/parent/subscription_details/subscription", "/subscription");

    private final StripeSettings settings;

    StripeEvents(StripeSettings settings) {
        this.settings = settings;
    }

    StripeEvent read(Receipt receipt, JsonNode event) {
        String type = event.path("type").asText("");
        if (type.isEmpty() || event.path("id").asText("").isEmpty()) {
            return StripeEvent.faulty(receipt, "It has no id or no type");
        }
        About about = TYPES.get(type);
        if (about == null) {
            return new StripeEvent(receipt, null, "", null, null, receipt.receivedAt(), null);
        }
        JsonNode object = event.path("data").path("object");
        String fault = fault(receipt, event, object);
        return fault != null
                ? StripeEvent.faulty(receipt, fault)
                : new StripeEvent(
                        receipt,
                        about,
                        object.path("id").asText(),
                        about == About.CUSTOMER ? object.path("id").asText() : id(object, "/customer"),
                        subscription(about, object),
                        created(receipt, event),
                        null);
    }

    private @Nullable String fault(Receipt receipt, JsonNode event, JsonNode object) {
        if (!ID.matcher(object.path("id").asText("")).matches()) {
            return "Its data.object has no id";
        }
        if (event.path("livemode").asBoolean() != settings.live()) {
            return (settings.live()
                            ? "It is a test, and the hub's key is for real money"
                            : "It is about real money, and the hub's key is for tests")
                    + ": check "
                    + StripeSettings.SECRET_KEY;
        }
        return receipt.replayed() ? null : versionFault(event.path("api_version"));
    }

    private static @Nullable String versionFault(JsonNode version) {
        if (!version.isTextual()) {
            return "It has no api_version" + REPLAY;
        }
        Matcher form = VERSION.matcher(version.asText());
        if (!form.matches()) {
            boolean old = version.asText().matches("\\d{4}-\\d{2}-\\d{2}");
            return old ? tooOld(version) : "Its api_version is of an unknown form" + REPLAY;
        }
        try {
            LocalDate date = LocalDate.parse(form.group(1));
            if (date.isBefore(OLDEST)) {
                return tooOld(version);
            }
            return RELEASES.contains(form.group(2))
                    ? null
                    : "Its api_version " + version.asText() + " is of a release that this hub does not know" + REPLAY;
        } catch (DateTimeParseException noDate) {
            return "Its api_version is of an unknown form" + REPLAY;
        }
    }

    private static String tooOld(JsonNode version) {
        return "Its api_version " + version.asText() + " is older than " + OLDEST
                + ".basil; set a newer one for the endpoint" + REPLAY;
    }

    private static @Nullable String subscription(About about, JsonNode object) {
        return switch (about) {
            case SUBSCRIPTION -> object.path("id").asText();
            case CHECKOUT -> id(object, "/subscription");
            case INVOICE ->
                SUBSCRIPTION_OF_INVOICE.stream()
                        .map(path -> Optional.ofNullable(id(object, path)))
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElse(null);
            case REFUND, DISPUTE, CUSTOMER -> null;
        };
    }

    /** An object may stand in the place of its id. */
    private static @Nullable String id(JsonNode object, String path) {
        JsonNode value = object.at(path);
        String id = value.isObject() ? value.path("id").asText("") : value.asText("");
        return value.isNull() || !ID.matcher(id).matches() ? null : id;
    }

    private static Instant created(Receipt receipt, JsonNode event) {
        JsonNode seconds = event.path("created");
        boolean past = seconds.canConvertToLong()
                && seconds.asLong() > 0
                && seconds.asLong() <= receipt.receivedAt().getEpochSecond();
        return past ? Instant.ofEpochSecond(seconds.asLong()) : receipt.receivedAt();
    }
}

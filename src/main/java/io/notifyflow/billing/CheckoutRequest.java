package io.notifyflow.billing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Problem.InvalidMember;
import io.notifyflow.event.UnstorableValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Reads what shall be bought, and where people return to, strictly: all that is wrong is told at once. */
@Component
class CheckoutRequest {

    private static final Set<String> CHECKOUT = Set.of("plan", "mode", "successUrl", "cancelUrl");
    private static final Set<String> PORTAL = Set.of("returnUrl");

    private final ObjectMapper json;
    private final StripePlans plans;
    private final ReturnUrls urls;

    CheckoutRequest(@Qualifier("eventMapper") ObjectMapper json, StripePlans plans, ReturnUrls urls) {
        this.json = json;
        this.plans = plans;
        this.urls = urls;
    }

    /** What is asked for. */
    record Asked(String plan, CheckoutMode mode, String price, String successUrl, String cancelUrl) {}

    /**
     * @throws com.fasterxml.jackson.core.JsonProcessingException if the body is not JSON
     * @throws InvalidRequest (422) if nothing can be bought so
     */
    Asked checkout(byte[] body) throws IOException {
        var errors = new ArrayList<InvalidMember>();
        JsonNode request = object(body, CHECKOUT, errors);
        String plan = request.path("plan").asText("").toLowerCase(Locale.ROOT);
        CheckoutMode mode = mode(request.path("mode"), errors);
        Optional<String> price = plans.price(plan, mode);
        if (!plans.onOffer().contains(plan)) {
            errors.add(
                    new InvalidMember("plan", "must be one that can be bought: " + String.join(", ", plans.onOffer())));
        } else if (price.isEmpty()) {
            errors.add(new InvalidMember("mode", "must be another: " + plan + " has no price for a " + mode.text()));
        }
        String success = url(request, "successUrl", "/?checkout=success", errors);
        String cancel = url(request, "cancelUrl", "/?checkout=cancelled", errors);
        check("invalid-checkout", "The checkout is not valid", errors);
        return new Asked(plan, mode, price.orElseThrow(), success, cancel);
    }

    /** Where the portal leads back to; a body is not needed. */
    String portal(byte @Nullable [] body) throws IOException {
        var errors = new ArrayList<InvalidMember>();
        JsonNode request = body == null || body.length == 0 ? json.createObjectNode() : object(body, PORTAL, errors);
        String url = url(request, "returnUrl", "/", errors);
        check("invalid-portal", "The portal cannot be opened so", errors);
        return url;
    }

    private JsonNode object(byte[] body, Set<String> members, List<InvalidMember> errors) throws IOException {
        JsonNode request = json.readTree(body);
        errors.addAll(UnstorableValues.in(request));
        if (!request.isObject()) {
            errors.add(new InvalidMember("", "the body must be a JSON object"));
        }
        request.fieldNames().forEachRemaining(name -> {
            if (!members.contains(name)) {
                errors.add(new InvalidMember(
                        name,
                        "is unknown; the members are "
                                + members.stream().sorted().collect(Collectors.joining(", "))));
            }
        });
        return request;
    }

    private static CheckoutMode mode(JsonNode mode, List<InvalidMember> errors) {
        for (CheckoutMode known : CheckoutMode.values()) {
            if (known.text().equals(mode.asText())) {
                return known;
            }
        }
        if (!mode.isMissingNode()) {
            errors.add(new InvalidMember("mode", "must be subscription, or payment to buy the plan once and for good"));
        }
        return CheckoutMode.SUBSCRIPTION;
    }

    private String url(JsonNode request, String member, String otherwise, List<InvalidMember> errors) {
        JsonNode asked = request.path(member);
        if (asked.isMissingNode() || asked.isNull()) {
            return urls.page(otherwise);
        }
        Optional<String> url = asked.isTextual() ? urls.allowed(asked.asText()) : Optional.empty();
        if (url.isEmpty()) {
            errors.add(
                    new InvalidMember(member, "must be a page of this hub: below " + urls.page("/") + ", or a path"));
        }
        return url.orElse("");
    }

    private static void check(String name, String title, List<InvalidMember> errors) {
        if (!errors.isEmpty()) {
            String message = errors.stream()
                    .map(error -> (error.member() + " " + error.message()).strip())
                    .collect(Collectors.joining("; "));
            throw new InvalidRequest(Problem.of(name, title, 422, message).with(errors));
        }
    }
}

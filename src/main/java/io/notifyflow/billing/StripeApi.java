package io.notifyflow.billing;

import com.stripe.Stripe;
import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.Customer;
import com.stripe.model.Dispute;
import com.stripe.model.Subscription;
import com.stripe.model.checkout.Session;
import com.stripe.net.RequestOptions;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.DisputeRetrieveParams;
import com.stripe.param.SubscriptionListParams;
import com.stripe.param.SubscriptionRetrieveParams;
import com.stripe.param.billingportal.SessionCreateParams;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The calls to Stripe. What cannot be had now is an {@link InvalidRequest} (503), what Stripe refuses one of 502; Stripe's
 * own words stay in the log.
 */
@Component
class StripeApi {

    private static final Logger log = LoggerFactory.getLogger(StripeApi.class);
    private static final int RETRIES = 2;
    private static final long PAGE = 100;
    private static final int NOT_FOUND = 404;
    private static final String MISSING = "resource_missing";

    private final StripeSettings settings;
    private final @Nullable StripeClient client;

    StripeApi(StripeSettings settings) {
        this.settings = settings;
        this.client = client(settings);
    }

    private static @Nullable StripeClient client(StripeSettings settings) {
        if (settings.secretKey() == null) {
            return null;
        }
        // Else each call reports how long the one before took.
        Stripe.enableTelemetry = false;
        return StripeClient.builder()
                .setApiKey(settings.secretKey())
                .setApiBase(settings.apiBase().toString().replaceFirst("/$", ""))
                .setConnectTimeout(Math.toIntExact(settings.connectTimeout().toMillis()))
                .setReadTimeout(Math.toIntExact(settings.readTimeout().toMillis()))
                .setMaxNetworkRetries(RETRIES)
                .build();
    }

    /** The customer of a checkout is gone at Stripe. */
    static final class CustomerMissing extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CustomerMissing() {
            super("The customer does not exist at Stripe");
        }
    }

    private interface Call<T> {
        T make(StripeClient client) throws StripeException;
    }

    String createCustomer(CustomerCreateParams customer, String idempotencyKey) {
        return post(stripe -> stripe.v1().customers().create(customer, options(idempotencyKey)))
                .getId();
    }

    /** @throws CustomerMissing if there is no such customer any more */
    Session createCheckout(com.stripe.param.checkout.SessionCreateParams session, String idempotencyKey) {
        return post(stripe -> stripe.v1().checkout().sessions().create(session, options(idempotencyKey)));
    }

    /** @throws CustomerMissing if there is no such customer any more */
    String createPortal(SessionCreateParams session, String idempotencyKey) {
        return post(stripe -> stripe.v1().billingPortal().sessions().create(session, options(idempotencyKey)))
                .getUrl();
    }

    Optional<Subscription> subscription(String id) {
        var withInvoice =
                SubscriptionRetrieveParams.builder().addExpand("latest_invoice").build();
        return get(stripe -> stripe.v1().subscriptions().retrieve(id, withInvoice));
    }

    /** Those that have not ended, page by page; the next page begins after the last one of this. */
    List<Subscription> subscriptions(@Nullable String after) {
        var page = SubscriptionListParams.builder().setLimit(PAGE).addExpand("data.latest_invoice");
        if (after != null) {
            page.setStartingAfter(after);
        }
        return get(stripe -> stripe.v1().subscriptions().list(page.build()).getData())
                .orElse(List.of());
    }

    /** Ends it at once; one that has ended, or that there is not, stays so. */
    void cancel(String subscription) {
        var unused = get(stripe -> stripe.v1().subscriptions().cancel(subscription));
    }

    Optional<Session> checkout(String id) {
        return get(stripe -> stripe.v1().checkout().sessions().retrieve(id));
    }

    Optional<Customer> customer(String id) {
        return get(stripe -> stripe.v1().customers().retrieve(id));
    }

    Optional<Charge> charge(String id) {
        return get(stripe -> stripe.v1().charges().retrieve(id));
    }

    Optional<Dispute> dispute(String id) {
        var withCharge = DisputeRetrieveParams.builder().addExpand("charge").build();
        return get(stripe -> stripe.v1().disputes().retrieve(id, withCharge));
    }

    private static RequestOptions options(String idempotencyKey) {
        return RequestOptions.builder().setIdempotencyKey(idempotencyKey).build();
    }

    private <T> Optional<T> get(Call<T> call) {
        try {
            return Optional.ofNullable(call.make(required()));
        } catch (StripeException e) {
            if (Objects.equals(e.getStatusCode(), NOT_FOUND)) {
                return Optional.empty();
            }
            throw unavailable(e);
        }
    }

    private <T> T post(Call<T> call) {
        try {
            return call.make(required());
        } catch (StripeException e) {
            if (MISSING.equals(e.getCode())
                    && e.getStripeError() != null
                    && "customer".equals(e.getStripeError().getParam())) {
                throw new CustomerMissing();
            }
            Integer status = e.getStatusCode();
            boolean refused = status != null && (status == 400 || status == 402 || status == NOT_FOUND);
            throw refused ? refused(e) : unavailable(e);
        }
    }

    private StripeClient required() {
        if (client == null) {
            throw notConfigured(List.of(StripeSettings.SECRET_KEY));
        }
        return client;
    }

    static InvalidRequest notConfigured(List<String> missing) {
        return new InvalidRequest(Problem.of(
                "stripe-not-configured",
                "Payments are not set up",
                503,
                "This hub takes no payments: its operator has to set " + String.join(", ", missing)));
    }

    private InvalidRequest refused(StripeException e) {
        log.error("Stripe refuses a request: {}", description(e));
        return new InvalidRequest(Problem.of(
                "stripe-refused",
                "Stripe refuses the request",
                502,
                "Stripe does not accept what the hub asked for (" + code(e) + "); nothing was bought."
                        + " The hub's log tells its operator more"));
    }

    private InvalidRequest unavailable(StripeException e) {
        Integer status = e.getStatusCode();
        if (status != null && (status == 401 || status == 403)) {
            log.error(
                    "Stripe refuses the hub's key ({}): set {} to a key that may read and write customers, checkout"
                            + " and portal sessions and subscriptions, and read charges and disputes",
                    description(e),
                    StripeSettings.SECRET_KEY);
        } else {
            log.warn("Stripe cannot be asked at the moment: {}", description(e));
        }
        return new InvalidRequest(Problem.of(
                "stripe-unavailable",
                "Stripe cannot be asked",
                503,
                "Stripe does not answer the hub as it should; nothing was changed. Try again in a moment"));
    }

    private static String code(StripeException e) {
        return e.getCode() == null ? String.valueOf(e.getStatusCode()) : e.getCode();
    }

    /** Without Stripe's message, which may quote a part of the key. */
    private String description(StripeException e) {
        String parameter =
                e.getStripeError() == null ? null : e.getStripeError().getParam();
        return e.getClass().getSimpleName() + ", status " + e.getStatusCode() + ", code " + e.getCode() + ", parameter "
                + parameter + ", request " + e.getRequestId() + ", at " + settings.apiBase();
    }
}

package io.notifyflow.billing;

import static io.notifyflow.testing.TestAccount.json;
import static io.notifyflow.testing.TestAccount.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.StripeSignature;
import io.notifyflow.testing.StripeStandIn;
import io.notifyflow.testing.TestAccount;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What tests of billing do: accounts that buy, and webhooks that Stripe sends. */
final class Biller {

    private final Hub hub;
    private final StripeStandIn stripe;

    Biller(Hub hub, StripeStandIn stripe) {
        this.hub = hub;
        this.stripe = stripe;
    }

    /** An account on the free plan. */
    TestAccount account() {
        return hub.newAccount("free");
    }

    TestAccount operator() {
        TestAccount operator = hub.newAccount();
        hub.jdbc()
                .sql("UPDATE account SET operator = true WHERE id = ?")
                .params(operator.id())
                .update();
        return operator;
    }

    /** An account that has a customer at Stripe, as its first checkout makes one. */
    String customer(TestAccount account) {
        assertThat(checkout(account, "{'plan':'pro'}").statusCode()).isEqualTo(201);
        return hub.jdbc()
                .sql("SELECT customer_id FROM billing_customer WHERE account_id = ?")
                .params(account.id())
                .query(String.class)
                .single();
    }

    ObjectNode subscription(TestAccount account) {
        return stripe.subscribe(customer(account), account.id(), StripeStandIn.PRO_MONTHLY);
    }

    /** One of a customer that the account has already. */
    ObjectNode stripeSubscription(TestAccount account, String customer) {
        return stripe.subscribe(customer, account.id(), StripeStandIn.PRO_MONTHLY);
    }

    static HttpResponse<String> checkout(TestAccount account, String body) {
        return post(account, "/api/v1/billing/checkout", body);
    }

    static HttpResponse<String> post(TestAccount account, String path, String body) {
        return send(account.request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.replace('\'', '"')))
                .build());
    }

    static HttpResponse<String> get(TestAccount account, String path) {
        return send(account.request(path).build());
    }

    static JsonNode billing(TestAccount account) {
        HttpResponse<String> answer = get(account, "/api/v1/billing");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    static String plan(TestAccount account) {
        return billing(account).path("plan").asText();
    }

    /** Sends an event about an object as it is now, and expects that it is stored. */
    String deliver(String type, JsonNode object) {
        return deliver(StripeStandIn.event(type, stripe.object(object.path("id").asText())));
    }

    String deliver(JsonNode event) {
        HttpResponse<String> answer = post(event.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).path("state").asText();
    }

    HttpResponse<String> post(String body) {
        return post(
                body,
                StripeSignature.header(
                        StripeStandIn.WEBHOOK_SECRET, Instant.now().getEpochSecond(), body));
    }

    HttpResponse<String> post(String body, @Nullable String signature) {
        return post(hub.address(), body, signature);
    }

    static HttpResponse<String> post(URI hub, String body, @Nullable String signature) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(hub.resolve("/webhooks/stripe")).POST(BodyPublishers.ofString(body));
        if (signature != null) {
            request.header("Stripe-Signature", signature);
        }
        return send(request.build());
    }

    /** The receipt of an event: its state and reason. */
    String receipt(JsonNode event, String column) {
        return hub.jdbc()
                .sql("SELECT coalesce(" + column + "::text, '') FROM webhook_receipt WHERE event_id = ?")
                .params(event.path("id").asText())
                .query(String.class)
                .optional()
                .orElse("none");
    }

    UUID receiptId(JsonNode event) {
        return UUID.fromString(receipt(event, "id"));
    }

    /** How often anything of the account was changed by billing. */
    long changes(TestAccount account) {
        return hub.jdbc()
                .sql("SELECT version FROM billing_customer WHERE account_id = ?")
                .params(account.id())
                .query(Long.class)
                .single();
    }

    static <T> List<T> together(int times, Callable<T> action) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = IntStream.range(0, times)
                    .mapToObj(i -> threads.submit(action))
                    .toList();
            var results = new java.util.ArrayList<T>();
            for (Future<T> one : running) {
                results.add(one.get());
            }
            return results;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}

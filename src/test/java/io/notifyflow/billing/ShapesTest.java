package io.notifyflow.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.testing.StripeStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fixtures against what Stripe has published, where that lies beside the project; without it they are believed. */
class ShapesTest {

    private static final Path PUBLISHED = Path.of("..", "shared", "data", "stripe");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Their keys are a customer's own, or depend on what stands in the object. */
    private static final Set<String> FREE = Set.of("metadata", "latest_invoice");

    @BeforeEach
    void findWhatIsPublished() {
        assumeTrue(
                Files.exists(PUBLISHED.resolve("fixtures3.full.json")),
                "Stripe's fixtures (github.com/stripe/openapi) are not beside the project: nothing to compare with");
    }

    private static JsonNode published(String resource) throws IOException {
        JsonNode found = JSON.readTree(PUBLISHED.resolve("fixtures3.full.json").toFile())
                .path("resources")
                .path(resource);
        assertThat(found.isObject()).as(resource).isTrue();
        return found;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "subscription",
                "checkout.session",
                "invoice",
                "charge",
                "dispute",
                "customer",
                "billing_portal.session",
                "event"
            })
    void everyMemberOfAFixtureIsPublished(String resource) throws IOException {
        var unknown = new TreeSet<String>();
        compare("", StripeStandIn.fixture(resource), published(resource), unknown);

        assertThat(unknown).isEmpty();
    }

    /** Only where the published object says something: an empty object or a null says nothing of its members. */
    private static void compare(String path, JsonNode ours, JsonNode theirs, Set<String> unknown) {
        for (var member : ours.properties()) {
            String name = path + "/" + member.getKey();
            JsonNode other = theirs.path(member.getKey());
            if (other.isMissingNode()) {
                unknown.add(name);
            } else if (member.getValue().isObject() && other.size() > 0 && !FREE.contains(member.getKey())) {
                compare(name, member.getValue(), other, unknown);
            } else if (member.getValue().isArray()
                    && other.size() > 0
                    && member.getValue().size() > 0
                    && other.get(0).isObject()) {
                compare(name + "/0", member.getValue().get(0), other.get(0), unknown);
            }
        }
    }

    @Test
    void thePathsThatTheHubReadsAreThere() throws IOException {
        assertThat(published("subscription")
                        .at("/items/data/0/current_period_end")
                        .isNumber())
                .isTrue();
        assertThat(published("subscription").has("current_period_end")).isFalse();
        assertThat(published("subscription").at("/items/data/0/price/id").isTextual())
                .isTrue();
        assertThat(published("invoice").has("parent")).isTrue();
        for (String member : List.of("payment_status", "mode", "client_reference_id", "subscription", "customer")) {
            assertThat(published("checkout.session").has(member)).as(member).isTrue();
        }
        assertThat(published("dispute").has("charge")).isTrue();
        assertThat(published("charge").has("amount_refunded")).isTrue();
        assertThat(published("deleted_customer").path("deleted").asBoolean()).isTrue();
    }

    @Test
    void everyTypeOfEventThatIsAppliedExists() throws IOException {
        assertThat(Files.readAllLines(PUBLISHED.resolve("event-types.txt"))).containsAll(StripeEvents.TYPES.keySet());
    }

    @Test
    void theOlderShapesWereReal() throws IOException {
        JsonNode old = JSON.readTree(PUBLISHED
                        .resolve("legacy-shapes/subscription.updated.json")
                        .toFile())
                .path("object");
        assertThat(StripeStandIn.fixture("subscription-before-basil")
                        .at("/items/data/0")
                        .has("current_period_end"))
                .isFalse();
        assertThat(old.has("customer")).isTrue();
        assertThat(old.at("/items/data/0/price").isObject()).isTrue();
    }
}

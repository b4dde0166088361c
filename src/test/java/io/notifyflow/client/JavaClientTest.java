package io.notifyflow.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.notifyflow.client.api.AccountApi;
import io.notifyflow.client.api.CategoriesApi;
import io.notifyflow.client.api.EventsApi;
import io.notifyflow.client.model.BatchAnswer;
import io.notifyflow.client.model.Category;
import io.notifyflow.client.model.CategoryRequest;
import io.notifyflow.client.model.Event;
import io.notifyflow.client.model.EventAnswer;
import io.notifyflow.client.model.EventRequest;
import io.notifyflow.client.model.FieldValue;
import io.notifyflow.client.model.Problem;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class JavaClientTest {

    @Autowired
    Hub hub;

    private ApiClient client(TestAccount account) {
        var client = new ApiClient();
        client.updateBaseUri(hub.address().toString());
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + account.key()));
        return client;
    }

    @Test
    void submitsAndFindsEvents() throws ApiException {
        TestAccount account = hub.newAccount();
        var events = new EventsApi(client(account));

        EventAnswer accepted = events.submitEvent(
                new EventRequest()
                        .category("sale")
                        .title("From Java")
                        .fields(Map.of(
                                "amount", new FieldValue(new BigDecimal("49.90")), "paid", new FieldValue(true))),
                "journey-1",
                null);
        Event event = events.showEvent(accepted.getEventId());
        BatchAnswer batch = events.submitEvents(
                List.of(new EventRequest().category("sale"), new EventRequest().category("nothing")), null);

        assertThat(event.getTitle()).isEqualTo("From Java");
        assertThat(field(event, "amount")).hasToString("49.9");
        assertThat(field(event, "paid")).isEqualTo(true);
        assertThat(batch.getAccepted()).isEqualTo(1);
        assertThat(batch.getRefused()).isEqualTo(1);
        assertThat(events.searchEvents(null, "Java", null, null, 5, null).getEvents())
                .hasSize(1);
        assertThat(new AccountApi(client(account)).showUsage(null).getUsed()).isEqualTo(2);
    }

    private static Object field(Event event, String name) {
        return Objects.requireNonNull(event.getFields().get(name), name).getActualInstance();
    }

    @Test
    void changesOnlyWhatItHasSeen() throws ApiException, JsonProcessingException {
        ApiClient client = client(hub.newAccount());
        var categories = new CategoriesApi(client);
        Category made = categories.createCategory(new CategoryRequest().name("deploys"));
        String seen = categories
                .showCategoryWithHttpInfo(made.getCategoryId())
                .getHeaders()
                .getOrDefault("etag", List.of())
                .getFirst();

        Category changed = categories.changeCategory(
                made.getCategoryId(), new CategoryRequest().name("deploys").color("#00ff88"), seen);

        assertThat(changed.getColor()).isEqualToIgnoringCase("#00ff88");
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() ->
                        categories.changeCategory(made.getCategoryId(), new CategoryRequest().name("other"), seen))
                .satisfies(refused -> {
                    assertThat(refused.getCode()).isEqualTo(412);
                    Problem problem = client.getObjectMapper().readValue(refused.getResponseBody(), Problem.class);
                    assertThat(problem.getMessage()).isNotBlank();
                });
    }
}

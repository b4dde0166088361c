package io.notifyflow.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.notifyflow.client.api.AccountApi;
import io.notifyflow.client.api.CategoriesApi;
import io.notifyflow.client.api.EventsApi;
import io.notifyflow.client.api.KeysApi;
import io.notifyflow.client.model.BatchAnswer;
import io.notifyflow.client.model.Category;
import io.notifyflow.client.model.CategoryRequest;
import io.notifyflow.client.model.Event;
import io.notifyflow.client.model.EventAnswer;
import io.notifyflow.client.model.EventRequest;
import io.notifyflow.client.model.EventStatus;
import io.notifyflow.client.model.FoundEvent;
import io.notifyflow.client.model.MemberProblem;
import io.notifyflow.client.model.Problem;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.math.BigDecimal;
import java.util.List;
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
                        .fields(new Fields()
                                .with("order", "0042")
                                .with("amount", new BigDecimal("12345678901234567890.10"))
                                .with("paid", true)
                                .with("note", "true")
                                .with("count", 3)),
                "journey-1",
                null);
        Event event = events.showEvent(accepted.getEventId());
        BatchAnswer batch = events.submitEvents(
                List.of(new EventRequest().category("sale"), new EventRequest().category("nothing")), null);

        assertThat(event.getTitle()).isEqualTo("From Java");
        assertThat(event.getFields())
                .containsExactly(
                        entry("order", new FieldValue.Text("0042")),
                        entry("amount", new FieldValue.Numeric(new BigDecimal("12345678901234567890.10"))),
                        entry("paid", new FieldValue.Flag(true)),
                        entry("note", new FieldValue.Text("true")),
                        entry("count", new FieldValue.Numeric(new BigDecimal("3"))));
        assertThat(batch.getAccepted()).isEqualTo(1);
        assertThat(batch.getRefused()).isEqualTo(1);
        assertThat(events.searchEvents(null, "Java", null, null, null, null, null, 5, null)
                        .getEvents())
                .extracting(FoundEvent::getEventId)
                .containsExactly(accepted.getEventId());
        assertThat(new AccountApi(client(account)).showUsage(null).getUsed()).isEqualTo(2);
        assertThat(new KeysApi(client(account)).listKeys().getKeys()).hasSize(1);
    }

    @Test
    void isToldWhatIsWrongWithEachMember() {
        ApiClient client = client(hub.newAccount());

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> new EventsApi(client)
                        .submitEvent(new EventRequest().category("sale").title("x".repeat(257)), null, null))
                .satisfies(refused -> {
                    Problem problem = client.getObjectMapper().readValue(refused.getResponseBody(), Problem.class);
                    assertThat(problem.getStatus()).isEqualTo(refused.getCode());
                    assertThat(problem.getErrors())
                            .extracting(MemberProblem::getMember)
                            .containsExactly("title");
                });
    }

    @Test
    void goesOnWhenANewerHubKnowsMore() throws JsonProcessingException {
        String answer =
                """
                {"eventId": "01a20381-9bfe-754e-bd69-35623dffdf8c", "status": "translated", "language": "fi",
                 "category": "sale", "acceptedAt": "2026-05-01T12:00:01Z"}
                """;

        FoundEvent event = new ApiClient().getObjectMapper().readValue(answer, FoundEvent.class);

        assertThat(event.getStatus()).isEqualTo(EventStatus.UNKNOWN_DEFAULT_OPEN_API);
        assertThat(event.getCategory()).isEqualTo("sale");
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
        categories.deleteCategory(made.getCategoryId(), null);
        assertThat(categories.listCategories().getCategories())
                .extracting(Category::getName)
                .doesNotContain("deploys");
    }
}

package io.notifyflow.api;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;

/** Answers that refuse a request. */
final class EventProblems {

    private EventProblems() {}

    static void require(HttpResponse<String> response, int status, String name) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(json(response).path("type").asText()).isEqualTo("urn:notifyflow:problem:" + name);
    }
}

package io.notifyflow.gateway;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class BurstLimitTest {

    @Autowired
    Hub hub;

    @Test
    void aKeyThatSendsTooFastIsSlowedDownAndNoOther() {
        TestAccount free = hub.newAccount("free");
        String other = json(free.call("POST", "/api/v1/keys", "{\"name\":\"other\",\"scopes\":[\"read\"]}"))
                .path("key")
                .asText();

        List<HttpResponse<String>> answers = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> free.call("GET", "/api/v1/usage")))
                .limit(150)
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        HttpResponse<String> refused = answers.stream()
                .filter(answer -> answer.statusCode() == 429)
                .findFirst()
                .orElseThrow();
        assertThat(answers).filteredOn(answer -> answer.statusCode() == 200).hasSizeGreaterThanOrEqualTo(99);
        assertThat(json(refused).path("type").asText()).endsWith(":rate-limited");
        assertThat(refused.headers().firstValue("RateLimit-Policy")).contains("\"burst\";q=100;w=10");
        assertThat(refused.headers().firstValue("RateLimit").orElse("")).startsWith("\"burst\";r=0;t=");
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
        assertThat(free.callWith(other, "GET", "/api/v1/usage").statusCode()).isEqualTo(200);
        await().untilAsserted(() ->
                assertThat(free.call("GET", "/api/v1/usage").statusCode()).isEqualTo(200));
    }

    @Test
    void aPlanWithoutARateHasNone() {
        TestAccount unlimited = hub.newAccount();

        assertThat(Stream.generate(() -> unlimited.call("GET", "/api/v1/usage").statusCode())
                        .limit(150))
                .containsOnly(200);
    }
}

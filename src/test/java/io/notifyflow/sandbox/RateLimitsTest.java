package io.notifyflow.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private static final String BODY = "{\"content\":\"a\"}";

    private final MovableClock clock = new MovableClock();
    private SandboxClient client = new SandboxClient(SandboxServer.start());
    private Sandbox sandbox = new Sandbox(SandboxSettings.defaults());

    private void limit(SandboxSettings settings) {
        client.close();
        sandbox = new Sandbox(settings, clock);
        client = new SandboxClient(SandboxServer.start(sandbox, 0));
    }

    @AfterEach
    void stop() {
        client.close();
    }

    @Test
    void promisesABigLimitWhenUnthrottled() {
        HttpResponse<String> response = client.toChannel("1", BODY);

        assertThat(header(response, "X-RateLimit-Limit")).isEqualTo("1000000");
        assertThat(header(response, "X-RateLimit-Remaining")).isEqualTo("999999");
        assertThat(header(response, "X-RateLimit-Reset-After")).isEqualTo("1.000");
        assertThat(header(response, "X-RateLimit-Bucket")).isNotEmpty();
    }

    @Test
    void countsDownAndReopensWithTheWindow() {
        limit(SandboxSettings.defaults().withRateLimit(2, Duration.ofMillis(2500)));

        HttpResponse<String> first = client.toChannel("1", BODY);
        clock.advance(Duration.ofMillis(1));
        HttpResponse<String> second = client.toChannel("1", BODY);

        assertThat(header(first, "X-RateLimit-Remaining")).isEqualTo("1");
        assertThat(header(second, "X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(header(second, "X-RateLimit-Reset")).isEqualTo("1772359202.500");
        assertThat(header(second, "X-RateLimit-Reset-After")).isEqualTo("2.499");
        assertThat(client.toChannel("1", BODY).statusCode()).isEqualTo(429);

        clock.advance(Duration.ofMillis(2499));
        assertThat(client.toChannel("1", BODY).statusCode()).isEqualTo(200);
    }

    @Test
    void answersOfAnExhaustedBucketAreAsDocumented() {
        limit(SandboxSettings.defaults().withRateLimit(1, Duration.ofMillis(64_570)));
        client.toWebhook("1", BODY);

        HttpResponse<String> response = client.toWebhook("1", BODY);

        assertThat(response.statusCode()).isEqualTo(429);
        JsonNode body = SandboxClient.json(response);
        assertThat(body.path("message").asText()).isEqualTo("You are being rate limited.");
        assertThat(body.path("retry_after").isFloatingPointNumber()).isTrue();
        assertThat(body.path("retry_after").asDouble()).isEqualTo(64.57);
        assertThat(body.path("global").asBoolean(true)).isFalse();
        assertThat(header(response, "Retry-After")).isEqualTo("65");
        assertThat(header(response, "X-RateLimit-Limit")).isEqualTo("1");
        assertThat(header(response, "X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(header(response, "X-RateLimit-Scope")).isEqualTo("user");
        assertThat(response.headers().firstValue("X-RateLimit-Global")).isEmpty();
        assertThat(header(response, "Content-Type")).isEqualTo("application/json");
    }

    @Test
    void answersOfAnExhaustedBotAreAsDocumented() {
        limit(SandboxSettings.defaults().withGlobalLimit(2));
        client.toChannel("1", BODY);
        client.toChannel("2", BODY);

        HttpResponse<String> response = client.toChannel("3", BODY);

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(SandboxClient.json(response).path("global").asBoolean()).isTrue();
        assertThat(header(response, "Retry-After")).isEqualTo("1");
        assertThat(header(response, "X-RateLimit-Global")).isEqualTo("true");
        assertThat(header(response, "X-RateLimit-Scope")).isEqualTo("global");
        assertThat(client.toWebhook("1", BODY).statusCode()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(1));
        assertThat(client.toChannel("3", BODY).statusCode()).isEqualTo(200);
    }

    @Test
    void bucketsBelongToARouteAndItsTopLevelResource() {
        limit(SandboxSettings.defaults().withRateLimit(1, Duration.ofMinutes(1)));

        assertThat(client.toChannel("1", BODY).statusCode()).isEqualTo(200);
        assertThat(client.toChannel("2", BODY).statusCode()).isEqualTo(200);
        assertThat(client.toWebhook("1", BODY).statusCode()).isEqualTo(200);
        assertThat(client.post("/webhooks/1/another-token", BODY).statusCode()).isEqualTo(204);
        assertThat(client.post("/users/@me/channels", "{\"recipient_id\":\"1\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(client.post("/users/@me/channels", "{\"recipient_id\":\"2\"}")
                        .statusCode())
                .isEqualTo(429);
        assertThat(client.toChannel("1", BODY).statusCode()).isEqualTo(429);
    }

    @Test
    void eachOfManyWebhooksHasABucketOfItsOwn() {
        limit(SandboxSettings.defaults().withRateLimit(5, Duration.ofSeconds(2)));

        for (int webhook = 1; webhook <= 40; webhook++) {
            for (int left = 4; left >= 0; left--) {
                HttpResponse<String> answer = client.toWebhook(Integer.toString(webhook), BODY);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(header(answer, "X-RateLimit-Remaining")).isEqualTo(Integer.toString(left));
            }
        }
        assertThat(sandbox.stats().early()).isZero();
        for (int webhook = 1; webhook <= 40; webhook++) {
            assertThat(client.toWebhook(Integer.toString(webhook), BODY).statusCode())
                    .isEqualTo(429);
        }
        assertThat(sandbox.stats().early()).isEqualTo(40);

        clock.advance(Duration.ofSeconds(2));
        assertThat(client.toWebhook("1", BODY).statusCode()).isEqualTo(200);
    }

    @Test
    void aBotHasFiftyCallsASecondOverAllItsChannels() {
        limit(SandboxSettings.defaults().withRateLimit(5, Duration.ofSeconds(2)).withGlobalLimit(50));
        for (int channel = 1; channel <= 50; channel++) {
            assertThat(client.toChannel(Integer.toString(channel), BODY).statusCode())
                    .isEqualTo(200);
        }

        HttpResponse<String> refused = client.toChannel("51", BODY);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(SandboxClient.json(refused).path("global").asBoolean()).isTrue();
        assertThat(refused.headers().firstValue("X-RateLimit-Bucket")).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        // What was refused globally left its bucket as it was.
        assertThat(header(client.toChannel("51", BODY), "X-RateLimit-Remaining"))
                .isEqualTo("4");
        assertThat(header(client.toChannel("1", BODY), "X-RateLimit-Remaining")).isEqualTo("3");
    }

    @Test
    void webhooksShareTheLimitOfTheirAddress() {
        limit(SandboxSettings.defaults().withAddressLimit(2));
        client.toWebhook("1", BODY);
        client.toWebhook("2", BODY);

        HttpResponse<String> refused = client.toWebhook("3", BODY);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(header(refused, "X-RateLimit-Scope")).isEqualTo("global");
        assertThat(client.toChannel("1", BODY).statusCode()).isEqualTo(200);
    }

    @Test
    void botsDoNotShareTheirLimits() {
        limit(SandboxSettings.defaults().withRateLimit(1, Duration.ofMinutes(1)).withGlobalLimit(1));

        assertThat(client.toChannel("1", BODY).statusCode()).isEqualTo(200);
        assertThat(client.send(client.api("/channels/1/messages")
                                .setHeader("Authorization", "Bot another")
                                .POST(BodyPublishers.ofString(BODY)))
                        .statusCode())
                .isEqualTo(200);
        assertThat(client.toChannel("1", BODY).statusCode()).isEqualTo(429);
    }

    @Test
    void refusedBodiesUseUpTheBucketToo() {
        limit(SandboxSettings.defaults().withRateLimit(1, Duration.ofMinutes(1)));

        HttpResponse<String> refused = client.toChannel("1", "{}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(header(refused, "X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(client.toChannel("1", BODY).statusCode()).isEqualTo(429);
    }

    @Test
    void countsCallsThatCameBeforeTheBucketReopened() {
        limit(SandboxSettings.defaults().withRateLimit(1, Duration.ofSeconds(2)));
        client.toChannel("1", BODY);
        assertThat(sandbox.stats().early()).isZero();

        client.toChannel("1", BODY);
        clock.advance(Duration.ofSeconds(2));
        client.toChannel("1", BODY);

        assertThat(sandbox.stats().early()).isEqualTo(1);
        assertThat(sandbox.stats().throttled()).isEqualTo(1);
    }

    @Test
    void countsCallsThatIgnoreAScripted429() {
        limit(SandboxSettings.defaults());
        sandbox.faults().next("1", SandboxFault.Answer.tooManyRequests(Duration.ofMillis(1500)));

        HttpResponse<String> told = client.toChannel("1", BODY);
        HttpResponse<String> early = client.toChannel("1", BODY);
        clock.advance(Duration.ofMillis(1500));
        client.toChannel("1", BODY);

        assertThat(told.statusCode()).isEqualTo(429);
        assertThat(header(told, "Retry-After")).isEqualTo("2");
        assertThat(header(told, "X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(SandboxClient.json(told).path("retry_after").asDouble()).isEqualTo(1.5);
        assertThat(early.statusCode()).isEqualTo(200);
        assertThat(sandbox.stats().early()).isEqualTo(1);
    }

    @Test
    void countsCallsThatIgnoreAScriptedGlobal429WhereverTheyGo() {
        limit(SandboxSettings.defaults());
        sandbox.faults()
                .next("1", SandboxFault.Answer.json(429, "{\"message\":\"\",\"retry_after\":1.5,\"global\":true}"));

        client.toChannel("1", BODY);
        client.toChannel("2", BODY);
        client.toWebhook("3", BODY);
        clock.advance(Duration.ofMillis(1500));
        client.toChannel("2", BODY);

        assertThat(sandbox.stats().early()).isEqualTo(1);
    }

    @Test
    void countsAnEarlyCallOnceForWhateverReasons() {
        limit(SandboxSettings.defaults().withRateLimit(1, Duration.ofSeconds(2)));
        sandbox.faults().next("1", SandboxFault.Answer.tooManyRequests(Duration.ofMillis(1500)));

        client.toChannel("1", BODY);
        client.toChannel("1", BODY);

        assertThat(sandbox.stats().early()).isEqualTo(1);
    }

    @Test
    void theFirstGlobalRefusalIsNotHeldAgainstTheClient() {
        limit(SandboxSettings.defaults().withGlobalLimit(1));
        client.toChannel("1", BODY);
        client.toChannel("1", BODY);
        assertThat(sandbox.stats().early()).isZero();

        client.toChannel("1", BODY);

        assertThat(sandbox.stats().early()).isEqualTo(1);
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}

package io.notifyflow.testing;

import io.notifyflow.NotifyFlow;
import io.notifyflow.conformance.DiscordConformance;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.autoconfigure.actuate.observability.AutoConfigureObservability;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.ContextConfiguration;

/**
 * A test against the whole hub on a free port, with a real PostgreSQL and the sandbox as Discord. All such tests
 * share one context: each makes accounts of its own ({@link Hub#newAccount}) and looks at nothing else. It fails if the
 * hub sends what Discord would refuse.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        classes = {NotifyFlow.class, HubTestConfiguration.class},
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "notifyflow.data-dir=target/test-hub-${notifyflow.fork:fork1}",
            "notifyflow.routes.poll=50ms",
            "notifyflow.keys.write-uses=200ms",
            "notifyflow.usage.look=500ms",
            "notifyflow.delivery.retries=50ms,100ms,150ms",
            "notifyflow.delivery.breaker.pause=300ms",
            "notifyflow.admission.target-wait=5s",
            "notifyflow.plans.one.monthly-events=1",
            "notifyflow.plans.twenty.monthly-events=20",
            "notifyflow.sandbox.global-limit=50",
            "notifyflow.discord.block-pause=300ms",
            "camel.component.http.response-timeout=1000",
            "notifyflow.outbound.timeout=1s",
            "notifyflow.smtp.host=127.0.0.1",
            "notifyflow.smtp.port=${random.int[20000,30000]}",
            "notifyflow.smtp.from=hub@notifyflow.example",
            "notifyflow.smtp.security=none",
            "notifyflow.smtp.username=hub",
            "notifyflow.smtp.password=planted-password",
            "notifyflow.smtp.timeout=1s",
            "notifyflow.outbound.allow=127.0.0.1",
            "notifyflow.cors.origins=https://app.example,http://localhost:3000",
        })
@ExtendWith(DiscordConformance.class)
@AutoConfigureObservability(tracing = false)
@ContextConfiguration(
        initializers = {TestDatabase.Initializer.class, TestRoutes.Initializer.class, StripeStandIn.Initializer.class})
public @interface HubTest {}

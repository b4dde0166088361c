package io.notifyflow.sandbox;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The sandbox inside the hub; the gateway mounts its router at a path named like the bean. */
@Configuration
class SandboxConfiguration {

    @Bean
    Sandbox discordSandbox(SandboxSettings settings) {
        return new Sandbox(settings);
    }

    /** Its page and messages ask for no key, so a hub that strangers can reach is better off without it. */
    @Bean
    @ConditionalOnProperty(name = "notifyflow.sandbox.enabled", matchIfMissing = true)
    Router sandbox(Vertx vertx, Sandbox discordSandbox) {
        return SandboxRouter.create(vertx, discordSandbox);
    }
}

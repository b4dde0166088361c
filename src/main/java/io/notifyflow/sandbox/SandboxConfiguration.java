package io.notifyflow.sandbox;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The sandbox inside the hub; the gateway mounts its router at a path named like the bean. */
@Configuration
class SandboxConfiguration {

    @Bean
    Sandbox discordSandbox(SandboxSettings settings) {
        return new Sandbox(settings);
    }

    @Bean
    Router sandbox(Vertx vertx, Sandbox discordSandbox) {
        return SandboxRouter.create(vertx, discordSandbox);
    }
}

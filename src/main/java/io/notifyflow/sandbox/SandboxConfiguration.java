package io.notifyflow.sandbox;

import io.notifyflow.account.LocalSandbox;
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

    /** Without a sandbox the router owns no path, and the request goes on to the pages. */
    @Bean
    Router sandbox(Vertx vertx, Sandbox discordSandbox, LocalSandbox settings, SandboxGate gate) {
        return settings.available() ? SandboxRouter.create(vertx, discordSandbox, gate) : Router.router(vertx);
    }
}

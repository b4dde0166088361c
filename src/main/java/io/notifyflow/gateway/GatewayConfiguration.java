package io.notifyflow.gateway;

import io.notifyflow.gateway.connection.Connections;
import io.notifyflow.gateway.engine.HubEngine;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.VertxBuilder;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;

/** Puts platform-http on the hub's own engine, and the gateway before it. */
@Configuration
class GatewayConfiguration {

    /** A thread a request: those that wait cost almost nothing, and there is no number that would cap them. */
    @Bean
    ExecutorService requestThreads() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("request-", 0).factory());
    }

    @Bean(destroyMethod = "close")
    Vertx vertx(ExecutorService requestThreads) {
        return new VertxBuilder(new VertxOptions())
                .executorServiceFactory((factory, threads, most) -> requestThreads)
                .init()
                .vertx();
    }

    /** Every Camel context has its own; what they serve is in one table. */
    @Bean("platform-http")
    @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
    PlatformHttpComponent platformHttp(HubEngine engine) {
        var component = new PlatformHttpComponent();
        component.setEngine(engine);
        component.setHeaderFilterStrategy(new RequestHeaderFilter());
        return component;
    }

    @Bean
    CamelContextConfiguration publicServer(
            Vertx vertx,
            GatewaySettings settings,
            Gateway gateway,
            InvalidRequests invalid,
            Connections connections,
            TrustedProxies proxies) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext context) {
                listen(context, new PublicServer(vertx, settings, gateway, invalid, connections, proxies), gateway);
            }

            @Override
            public void afterApplicationStart(CamelContext context) {}
        };
    }

    /** Before the routes start: a port that cannot be had stops the start at once. */
    private static void listen(CamelContext context, PublicServer server, Gateway gateway) {
        server.start();
        try {
            context.addService(server);
        } catch (Exception e) {
            throw new IllegalStateException("The public server cannot join Camel's services", e);
        }
        gateway.bound(server.port());
    }
}

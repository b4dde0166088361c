package io.notifyflow.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.VertxBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.service.ServiceHelper;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts platform-http on its Vert.x engine, and the gateway's handlers around the routes. */
@Configuration
class GatewayConfiguration {

    /**
     * The engine holds a thread for as long as an exchange lasts, most of which it waits for a commit. Virtual threads
     * wait for almost nothing; of Vert.x's own there are 20, which would cap all requests.
     */
    @Bean(destroyMethod = "close")
    Vertx vertx() {
        ThreadFactory requests = Thread.ofVirtual().name("request-", 0).factory();
        return new VertxBuilder(new VertxOptions())
                .executorServiceFactory((factory, threads, most) -> Executors.newThreadPerTaskExecutor(requests))
                .init()
                .vertx();
    }

    @Bean("platform-http")
    PlatformHttpComponent platformHttp() {
        var component = new PlatformHttpComponent();
        component.setEngine(new VertxPlatformHttpEngine());
        component.setHeaderFilterStrategy(new RequestHeaderFilter());
        return component;
    }

    @Bean
    CamelContextConfiguration publicServer(GatewaySettings settings, Gateway gateway) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext context) {
                listen(context, settings, gateway);
            }

            @Override
            public void afterApplicationStart(CamelContext context) {}
        };
    }

    /** Vert.x only logs that it could not bind, and goes on to name the port that it was asked for. */
    private static void requireFree(GatewaySettings settings) {
        try {
            new ServerSocket(settings.port(), 1, InetAddress.getByName(settings.address())).close();
        } catch (IOException e) {
            throw new PortUnavailable(settings.address(), settings.port(), e);
        }
    }

    private static void listen(CamelContext context, GatewaySettings settings, Gateway gateway) {
        requireFree(settings);
        var configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindHost(settings.address());
        configuration.setBindPort(settings.port());
        configuration.setMaxBodySize(settings.batchSize().toBytes());
        configuration.getBodyHandler().setHandleFileUploads(false);
        var server = new VertxPlatformHttpServer(configuration);
        try {
            context.addService(server);
            // The context is not started yet and would leave it for later, when the routes already ask for its router.
            ServiceHelper.startService(server);
        } catch (Exception e) {
            throw new PortUnavailable(settings.address(), settings.port(), e);
        }
        if (server.getServer() == null || server.getServer().actualPort() <= 0) {
            throw new PortUnavailable(settings.address(), settings.port(), null);
        }
        VertxPlatformHttpRouter router =
                VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(settings.port()));
        gateway.install(router, server.getServer().actualPort());
    }
}

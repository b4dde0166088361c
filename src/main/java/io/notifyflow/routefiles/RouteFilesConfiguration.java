package io.notifyflow.routefiles;

import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.LifecycleStrategySupport;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Has the route files loaded once Camel runs, and ended after it. */
@Configuration
@EnableConfigurationProperties(RouteFilesSettings.class)
class RouteFilesConfiguration {

    @Bean
    CamelContextConfiguration routeFiles(ObjectProvider<RouteManager> manager, RouteFilesSettings settings) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext context) {
                AllowedComponents.guard(context, settings.components());
                try {
                    context.addStartupListener(new Loading(manager));
                } catch (Exception e) {
                    throw new IllegalStateException("Camel takes no startup listener", e);
                }
                context.addLifecycleStrategy(new LifecycleStrategySupport() {
                    @Override
                    public void onContextStopped(CamelContext stopped) {
                        manager.getObject().end();
                    }
                });
            }

            @Override
            public void afterApplicationStart(CamelContext context) {}
        };
    }

    private record Loading(ObjectProvider<RouteManager> manager) implements StartupListener {

        @Override
        public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
            // Routes that are loaded now would not start before all are there, and one could stop them all.
        }

        @Override
        public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) throws Exception {
            manager.getObject().load();
        }
    }
}

package io.notifyflow.routefiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spi.DataFormatCustomizer;
import org.apache.camel.spi.LanguageCustomizer;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Camel contexts for edited files, with the hub's beans, settings and metrics. A file is built and checked in one while
 * the old routes run on, and its routes then start in it: what was tried is what goes live.
 */
@Component
class RouteContexts {

    private final BeanRepository beans;
    private final PropertiesSource placeholders;
    private final RouteFilesSettings settings;
    private final Consumer<DefaultCamelContext> likeTheHub;

    private RouteContexts(
            BeanRepository beans,
            PropertiesSource placeholders,
            RouteFilesSettings settings,
            Consumer<DefaultCamelContext> likeTheHub) {
        this.beans = beans;
        this.placeholders = placeholders;
        this.settings = settings;
        this.likeTheHub = likeTheHub;
    }

    @Autowired
    RouteContexts(CamelContext hub, ListableBeanFactory beans, Environment environment, RouteFilesSettings settings) {
        this(new HubBeans(beans), new Settings(environment), settings, context -> {
            // Meters carry the context's name; the successor's are the same.
            context.getCamelContextExtension().setName(hub.getName());
            context.setStreamCaching(hub.isStreamCaching());
            context.setMessageHistory(hub.isMessageHistory());
            context.setUseMDCLogging(hub.isUseMDCLogging());
            hub.getRoutePolicyFactories().forEach(context::addRoutePolicyFactory);
        });
    }

    /** Contexts in which nothing runs: with what stands in for the hub's beans. */
    static RouteContexts ofStandIns(BeanRepository beans, Environment environment, RouteFilesSettings settings) {
        return new RouteContexts(beans, new Settings(environment), settings, context -> {});
    }

    /**
     * A context with the routes of a file, all of which could be built.
     *
     * @param files all files, for what the file uses of them
     */
    CamelContext tried(RouteOutline file, Collection<RouteOutline> files) throws RouteFileRefused {
        try {
            CamelContext context = build(file, Definitions.usedBy(file, files));
            for (RouteOutline.Route route : file.routes()) {
                if (context.getRoute(route.id()) == null) {
                    close(context);
                    throw new IllegalStateException("Camel made no route " + route.id() + " of it");
                }
            }
            return context;
        } catch (Error e) {
            throw RouteJarReader.refused(file.file(), e);
        } catch (Exception e) {
            throw new RouteFileRefused(CamelFailure.in(file, e), e);
        }
    }

    /**
     * A context with the routes of a file, none of which has started.
     *
     * @param definitions files whose configurations, templates and Kamelets the file uses
     * @throws Exception of Camel's, if anything in the file cannot be built
     */
    private CamelContext build(RouteOutline file, Collection<RouteOutline> definitions) throws Exception {
        CamelContext context = empty();
        try {
            for (RouteOutline definition : definitions) {
                load(context, DefinitionsOnly.of(definition.file()));
            }
            load(context, file.file());
            context.start();
            return context;
        } catch (Exception | Error e) {
            close(context);
            throw e;
        }
    }

    /** A context without a route, which has not started. */
    CamelContext empty() {
        var context = new DefaultCamelContext(new DefaultRegistry(beans));
        context.disableJMX();
        context.setAutoStartup(false);
        context.getShutdownStrategy().setTimeout(Math.max(1, settings.drain().toSeconds()));
        context.getShutdownStrategy().setLogInflightExchangesOnTimeout(false);
        context.getPropertiesComponent().addPropertiesSource(placeholders);
        likeTheHub.accept(context);
        AllowedComponents.guard(context, settings.components());
        return context;
    }

    static void load(CamelContext context, RouteFile file) throws Exception {
        if (file.isJar()) {
            loadJar(context, file);
            return;
        }
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.fromString("routes/" + file.path(), file.text()));
    }

    private static void loadJar(CamelContext context, RouteFile file) throws Exception {
        RouteJar jar = RouteJar.open(file);
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopped(CamelContext stopped) {
                try {
                    jar.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        context.setApplicationContextClassLoader(jar.loader());
        context.getClassResolver().addClassLoader(jar.loader());
        for (RouteBuilder builder : jar.builders(context)) {
            context.addRoutes(builder);
        }
    }

    /** Ends a context without a wait: nothing is on its way in it. */
    static void close(CamelContext context) {
        context.getShutdownStrategy().setTimeout(1);
        context.stop();
    }

    static boolean started(CamelContext context, String routeId) {
        ServiceStatus status = context.getRouteController().getRouteStatus(routeId);
        return status != null && status.isStarted();
    }

    /** {@code {{placeholders}}} in a file are the hub's settings. */
    private record Settings(Environment environment) implements PropertiesSource {

        @Override
        public String getName() {
            return "hub";
        }

        @Override
        public @Nullable String getProperty(String name) {
            return environment.getProperty(name);
        }
    }

    /** The hub's beans by name; by type only those that Camel configures its components with. */
    private record HubBeans(ListableBeanFactory beans) implements BeanRepository {

        private static final List<Class<?>> CUSTOMIZERS = List.of(
                ComponentCustomizer.class,
                ComponentCustomizer.Policy.class,
                DataFormatCustomizer.class,
                DataFormatCustomizer.Policy.class,
                LanguageCustomizer.class,
                LanguageCustomizer.Policy.class);

        @Override
        public @Nullable Object lookupByName(String name) {
            return beans.containsBean(name) && !camelsOwn(beans.getType(name)) ? beans.getBean(name) : null;
        }

        @Override
        public <T> @Nullable T lookupByNameAndType(String name, Class<T> type) {
            return beans.containsBean(name) && beans.isTypeMatch(name, type) && !camelsOwn(beans.getType(name))
                    ? beans.getBean(name, type)
                    : null;
        }

        @Override
        public <T> Map<String, T> findByTypeWithName(Class<T> type) {
            return hidden(type) ? Map.of() : beans.getBeansOfType(type);
        }

        @Override
        public <T> Set<T> findByType(Class<T> type) {
            return Set.copyOf(findByTypeWithName(type).values());
        }

        private static boolean hidden(Class<?> type) {
            return type.getName().startsWith("org.apache.camel.") && !CUSTOMIZERS.contains(type);
        }

        private static boolean camelsOwn(@Nullable Class<?> type) {
            return type != null && CamelContext.class.isAssignableFrom(type);
        }
    }
}

package io.notifyflow.routefiles;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.SimpleBeanDefinitionRegistry;
import org.springframework.context.annotation.AnnotationBeanNameGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.objenesis.SpringObjenesis;
import org.springframework.util.ClassUtils;

/**
 * The hub's beans by name, without a hub: an instance of the right class on which nothing is ever called. It is enough to
 * find out that a route names a bean or a method that does not exist.
 */
final class StandInBeans implements BeanRepository {

    private static final String PACKAGE = "io.notifyflow";

    private final Map<String, Class<?>> types = new HashMap<>();
    private final DirectConsumers consumers = new DirectConsumers();
    private final RouteStops stops = new RouteStops();
    private final RouteFigures figures = new RouteFigures();
    private final SpringObjenesis instances = new SpringObjenesis();

    StandInBeans() {
        var scanner = new ClassPathScanningCandidateComponentProvider(true);
        for (BeanDefinition definition : scanner.findCandidateComponents(PACKAGE)) {
            Class<?> type = ClassUtils.resolveClassName(
                    String.valueOf(definition.getBeanClassName()), StandInBeans.class.getClassLoader());
            types.put(
                    AnnotationBeanNameGenerator.INSTANCE.generateBeanName(
                            definition, new SimpleBeanDefinitionRegistry()),
                    type);
            for (Method method : type.getDeclaredMethods()) {
                Bean bean = AnnotationUtils.findAnnotation(method, Bean.class);
                if (bean != null) {
                    types.put(bean.name().length == 0 ? method.getName() : bean.name()[0], method.getReturnType());
                }
            }
        }
    }

    @Override
    public @Nullable Object lookupByName(String name) {
        Class<?> type = types.get(name);
        return type == null ? null : standIn(name, type);
    }

    private Object standIn(String name, Class<?> type) {
        if (name.equals("direct")) {
            return new SharedDirectComponent(consumers, stops, figures);
        } else if (name.equals("platform-http")) {
            var component = new PlatformHttpComponent();
            component.setEngine(SilentConsumer::new);
            return component;
        } else if (HttpComponent.class.isAssignableFrom(type)) {
            return new HttpComponent();
        } else if (RoutePolicy.class.isAssignableFrom(type)) {
            return new RoutePolicySupport() {};
        } else if (AsyncProcessorSupport.class.isAssignableFrom(type)) {
            // One that was never constructed cannot be started.
            return new NoStep();
        } else if (type.isInterface()) {
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(name + " only stands in");
            });
        }
        return Modifier.isAbstract(type.getModifiers()) ? name : instances.newInstance(type, false);
    }

    @Override
    public <T> @Nullable T lookupByNameAndType(String name, Class<T> type) {
        Class<?> known = types.get(name);
        return known != null && type.isAssignableFrom(known) ? type.cast(standIn(name, known)) : null;
    }

    @Override
    public <T> Map<String, T> findByTypeWithName(Class<T> type) {
        return Map.of();
    }

    @Override
    public <T> Set<T> findByType(Class<T> type) {
        return Set.of();
    }

    private static final class NoStep extends AsyncProcessorSupport {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            callback.done(true);
            return true;
        }
    }

    /** Serves nobody. */
    private static final class SilentConsumer extends DefaultConsumer implements PlatformHttpConsumer {

        SilentConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
            super(endpoint, processor);
        }

        @Override
        public PlatformHttpEndpoint getEndpoint() {
            return (PlatformHttpEndpoint) super.getEndpoint();
        }
    }
}

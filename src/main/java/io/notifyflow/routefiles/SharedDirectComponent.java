package io.notifyflow.routefiles;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectConsumer;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.Scope;
import org.springframework.stereotype.Component;

/**
 * {@code direct:} over all of the hub's Camel contexts: an edited route runs in a context of its own, and takes the
 * place of the old one the moment it starts. Every context has its own instance.
 */
@Component("direct")
@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
class SharedDirectComponent extends DirectComponent {

    private final DirectConsumers consumers;
    private final RouteStops stops;
    private final RouteFigures figures;

    SharedDirectComponent(DirectConsumers consumers, RouteStops stops, RouteFigures figures) {
        this.consumers = consumers;
        this.stops = stops;
        this.figures = figures;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String name, Map<String, Object> parameters) throws Exception {
        var endpoint = new SharedDirectEndpoint(uri, this, consumers.of(name), stops, figures);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    @Override
    public void addConsumer(String key, DirectConsumer consumer) {
        ((SharedDirectEndpoint) consumer.getEndpoint()).place().add(consumer);
    }

    @Override
    public void removeConsumer(String key, DirectConsumer consumer) {
        ((SharedDirectEndpoint) consumer.getEndpoint()).place().remove(consumer);
    }
}

package io.notifyflow.routefiles;

import org.apache.camel.Producer;
import org.apache.camel.component.direct.DirectConsumer;
import org.apache.camel.component.direct.DirectEndpoint;
import org.jspecify.annotations.Nullable;

/** A {@code direct:} endpoint whose consumer may be in another Camel context. */
class SharedDirectEndpoint extends DirectEndpoint {

    private final DirectConsumers.Place place;
    private final RouteStops stops;
    private final RouteFigures figures;

    SharedDirectEndpoint(
            String uri,
            SharedDirectComponent component,
            DirectConsumers.Place place,
            RouteStops stops,
            RouteFigures figures) {
        super(uri, component);
        this.place = place;
        this.stops = stops;
        this.figures = figures;
    }

    DirectConsumers.Place place() {
        return place;
    }

    @Override
    public @Nullable DirectConsumer getConsumer() {
        return place.current();
    }

    @Override
    public Producer createProducer() {
        return new SharedDirectProducer(this, stops, figures);
    }
}

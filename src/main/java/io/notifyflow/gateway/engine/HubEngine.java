package io.notifyflow.gateway.engine;

import io.notifyflow.account.ChangeBarrier;
import io.notifyflow.routefiles.RouteFigures;
import io.notifyflow.routefiles.RouteStops;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Serves routes that begin with {@code platform-http:}. */
@Component
public class HubEngine implements PlatformHttpEngine {

    private final RouteTable routes;
    private final ExecutorService requestThreads;
    private final ProblemResponse problems;
    private final RouteStops stops;
    private final RouteFigures figures;
    private final ChangeBarrier changes;

    HubEngine(
            RouteTable routes,
            @Qualifier("requestThreads") ExecutorService requestThreads,
            ProblemResponse problems,
            RouteStops stops,
            RouteFigures figures,
            ChangeBarrier changes) {
        this.routes = routes;
        this.requestThreads = requestThreads;
        this.problems = problems;
        this.stops = stops;
        this.figures = figures;
        this.changes = changes;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new RouteConsumer(endpoint, processor, routes, requestThreads, problems, stops, figures, changes);
    }
}

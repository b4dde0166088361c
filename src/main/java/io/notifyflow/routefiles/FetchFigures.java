package io.notifyflow.routefiles;

import io.notifyflow.routefiles.RouteFigures.OfRoute;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Counts what routes do that begin by themselves; those that are called are counted where they are called. */
@Component
class FetchFigures implements RoutePolicyFactory {

    private final RouteFigures figures;

    FetchFigures(RouteFigures figures) {
        this.figures = figures;
    }

    @Override
    public @Nullable RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        return isCalled(route) ? null : new Counting(figures.of(routeId));
    }

    private static boolean isCalled(NamedNode route) {
        String uri = route instanceof RouteDefinition definition ? definition.getEndpointUrl() : "";
        return uri.startsWith("direct:") || uri.startsWith("platform-http:");
    }

    private static final class Counting extends RoutePolicySupport {
        private final OfRoute figures;

        Counting(OfRoute figures) {
            this.figures = figures;
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            long took = TimeUnit.MILLISECONDS.toNanos(exchange.getClock().elapsed());
            Exception failure = exchange.getException();
            if (failure == null) {
                figures.completed(took);
            } else {
                figures.failed(took, failure.getClass().getName(), exchange.getExchangeId());
            }
        }
    }
}

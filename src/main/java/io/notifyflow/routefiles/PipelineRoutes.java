package io.notifyflow.routefiles;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The routes without which no event gets through, and whether they run; Camel's own health does not notice. */
@Component("routes")
class PipelineRoutes implements HealthIndicator {

    static final Set<String> NEEDED = new TreeSet<>(List.of(
            "ingest.accept",
            "ingest.accept-batch",
            "ingest.answer",
            "ingest.answer-outcome",
            "http.answer-problem",
            "eventlog.show",
            "routing.route",
            "routing.by-category",
            "delivery.enqueue",
            "delivery.attempt",
            "delivery.record",
            "delivery.record-arrivals",
            "delivery.dead-letter",
            "delivery.disable-destination"));

    private final CamelContext camel;

    PipelineRoutes(CamelContext camel) {
        this.camel = camel;
    }

    /** An empty folder would otherwise start a hub that accepts nothing and says so to nobody. */
    @EventListener(ApplicationStartedEvent.class)
    void check() {
        Set<String> missing = missing();
        if (!missing.isEmpty()) {
            throw new RouteFilesMissing("The pipeline is not whole: the routes " + missing + " are missing");
        }
    }

    @Override
    public Health health() {
        Set<String> missing = missing();
        return missing.isEmpty()
                ? Health.up().build()
                : Health.down().withDetail("missing", missing).build();
    }

    private Set<String> missing() {
        var missing = new TreeSet<String>();
        for (String id : NEEDED) {
            ServiceStatus status = camel.getRouteController().getRouteStatus(id);
            if (status == null || !status.isStarted()) {
                missing.add(id);
            }
        }
        return missing;
    }
}

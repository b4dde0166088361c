package io.notifyflow.routefiles;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
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

    /** Those by which routes are looked at, stopped and started. */
    static final String OPERATION = "routefiles.";

    private final RouteVersions versions;

    PipelineRoutes(RouteVersions versions) {
        this.versions = versions;
    }

    static boolean stoppable(String routeId) {
        return !NEEDED.contains(routeId) && !routeId.startsWith(OPERATION);
    }

    /** A hub that accepts nothing must not start as if it did. */
    @EventListener(ApplicationStartedEvent.class)
    void check() {
        Set<String> missing = missing();
        if (!missing.isEmpty()) {
            String why = versions.refusals().values().stream()
                    .flatMap(List::stream)
                    .map(RouteFileError::toString)
                    .collect(Collectors.joining("\n"));
            throw new RouteFilesMissing("The pipeline is not whole: the routes " + missing + " are missing"
                    + (why.isEmpty() ? "" : "\n" + why));
        }
    }

    /** Up while the pipeline runs; a file that is refused is told of, and does not take the hub down. */
    @Override
    public Health health() {
        Set<String> missing = missing();
        Health.Builder health = missing.isEmpty() ? Health.up() : Health.down().withDetail("missing", missing);
        Map<String, List<RouteFileError>> refusals = versions.refusals();
        if (!refusals.isEmpty()) {
            health.withDetail("refused", refusals);
        }
        return health.build();
    }

    private Set<String> missing() {
        var missing = new TreeSet<>(NEEDED);
        missing.removeIf(versions::runs);
        return missing;
    }
}

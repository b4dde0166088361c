package io.notifyflow.routefiles;

import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How route files are watched.
 *
 * @param watch      whether an edit goes live while the hub runs
 * @param poll       how often the folder is looked at; a file must look the same twice
 * @param drain      how long a route that was replaced waits for its last exchanges
 * @param components that a route may use; {@code *} for all
 */
@ConfigurationProperties("notifyflow.routes")
public record RouteFilesSettings(
        @DefaultValue("true") boolean watch,
        @DefaultValue("250ms") Duration poll,
        @DefaultValue("60s") Duration drain,
        @DefaultValue({
                    "direct",
                    "bean",
                    "platform-http",
                    "http",
                    "https",
                    "jdbc",
                    "bean-validator",
                    "log",
                    "timer",
                    "scheduler",
                    "kamelet",
                    "outbound",
                    "smtp",
                    "smtps",
                    "seda",
                    "file",
                    "kafka"
                })
                Set<String> components) {

    public RouteFilesSettings {
        components = Set.copyOf(components);
        if (!poll.isPositive()) {
            throw new IllegalArgumentException("notifyflow.routes.poll must be longer than zero");
        }
        if (drain.isNegative()) {
            throw new IllegalArgumentException("notifyflow.routes.drain must not be negative");
        }
    }
}

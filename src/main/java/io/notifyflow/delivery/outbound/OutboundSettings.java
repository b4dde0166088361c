package io.notifyflow.delivery.outbound;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which addresses destinations may have, and how long a call there may take.
 *
 * @param allow   host names, addresses and networks (CIDR) inside that may be called, too; none by default
 * @param timeout from the beginning of a call to the end of its answer
 */
@ConfigurationProperties("notifyflow.outbound")
public record OutboundSettings(@DefaultValue List<String> allow, @DefaultValue("10s") Duration timeout) {

    public OutboundSettings {
        allow = allow.stream()
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("NOTIFYFLOW_OUTBOUND_TIMEOUT must be positive, such as 10s");
        }
    }
}

package io.notifyflow.gateway;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The public port.
 *
 * @param port        set as SERVER_PORT; 0 for any that is free
 * @param address     set as SERVER_ADDRESS
 * @param eventSize   the largest body of one event
 * @param batchSize   the largest body of a batch
 * @param webhookSize the largest body of a provider's webhook
 * @param pageSize    the largest body of a form
 * @param webhooks    how many webhooks of providers may be in work, for their senders are known only when they are read
 * @param sources     how many foreign webhooks may be in work
 * @param pages       how many requests of pages may be in work
 * @param streams     how many live views may be open
 * @param drain       how long a stop waits for the requests in progress
 */
@ConfigurationProperties("notifyflow.http")
record GatewaySettings(
        @DefaultValue("8080") int port,
        @DefaultValue("0.0.0.0") String address,
        @DefaultValue("64KB") DataSize eventSize,
        @DefaultValue("4MB") DataSize batchSize,
        @DefaultValue("256KB") DataSize webhookSize,
        @DefaultValue("256KB") DataSize pageSize,
        @DefaultValue("256") int webhooks,
        @DefaultValue("128") int sources,
        @DefaultValue("256") int pages,
        @DefaultValue("1000") int streams,
        @DefaultValue("15s") Duration drain) {

    GatewaySettings {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("SERVER_PORT must be a port, 1 to 65535, or 0 for any that is free");
        }
        requirePositive("NOTIFYFLOW_HTTP_WEBHOOKS", webhooks);
        requirePositive("NOTIFYFLOW_HTTP_SOURCES", sources);
        requirePositive("NOTIFYFLOW_HTTP_PAGES", pages);
        requirePositive("NOTIFYFLOW_HTTP_STREAMS", streams);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be above 0");
        }
    }
}

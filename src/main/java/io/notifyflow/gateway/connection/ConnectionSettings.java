package io.notifyflow.gateway.connection;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How many connections the public port holds, and how long and how much their requests may take.
 *
 * @param connections          the max number of open connections
 * @param connectionsPerClient the max number of open connections from one address; trusted proxies have no such bound
 * @param headTime             how long a head may take, from its first byte to its last
 * @param bodyTime             how long a body may take, from the end of the head to its last byte
 * @param answerTime           how long a client may read nothing of an answer that waits for it
 * @param bodies               the max number of bytes that all bodies that arrive slowly or wait hold together
 * @param bodiesPerClient      the share of one account or, where no key is known, of one address
 */
@ConfigurationProperties("notifyflow.http")
public record ConnectionSettings(
        @DefaultValue("4096") int connections,
        @DefaultValue("1024") int connectionsPerClient,
        @DefaultValue("10s") Duration headTime,
        @DefaultValue("30s") Duration bodyTime,
        @DefaultValue("30s") Duration answerTime,
        @DefaultValue("24MB") DataSize bodies,
        @DefaultValue("8MB") DataSize bodiesPerClient) {

    public ConnectionSettings {
        requirePositive("NOTIFYFLOW_HTTP_CONNECTIONS", connections);
        requirePositive("NOTIFYFLOW_HTTP_CONNECTIONSPERCLIENT", connectionsPerClient);
        requirePositive("NOTIFYFLOW_HTTP_HEADTIME", headTime.toMillis());
        requirePositive("NOTIFYFLOW_HTTP_BODYTIME", bodyTime.toMillis());
        requirePositive("NOTIFYFLOW_HTTP_ANSWERTIME", answerTime.toMillis());
        requirePositive("NOTIFYFLOW_HTTP_BODIESPERCLIENT", bodiesPerClient.toBytes());
        if (bodies.compareTo(bodiesPerClient) < 0) {
            throw new IllegalArgumentException("NOTIFYFLOW_HTTP_BODIES is " + bodies
                    + ", but must be at least NOTIFYFLOW_HTTP_BODIESPERCLIENT, " + bodiesPerClient);
        }
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be above 0");
        }
    }
}

package io.notifyflow.ingest;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.springframework.stereotype.Component;

/** Whether the client has a preference, such as to wait for the outcome. */
@Component("client.prefers")
class ClientPrefers implements Predicate {

    @Override
    public boolean matches(Exchange exchange) {
        return exchange.getMessage().getHeader("Prefer") != null;
    }
}

package io.notifyflow.source;

import com.fasterxml.jackson.databind.node.ArrayNode;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.springframework.stereotype.Component;

/** Whether a payload holds events; otherwise the body is what its sender is answered. */
@Component("source.hasEvents")
class HasEvents implements Predicate {

    @Override
    public boolean matches(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof ArrayNode;
    }
}

package io.notifyflow.source.handshake;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.springframework.stereotype.Component;

/** Whether a subscription has to be confirmed at Amazon before the sender is answered. */
@Component("handshake.needsConfirmation")
class NeedsConfirmation implements Predicate {

    @Override
    public boolean matches(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof SnsConfirmation;
    }
}

package io.notifyflow.delivery;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** A question to the attempt that is the message's body. */
record AttemptQuestion(java.util.function.Predicate<Attempt> answer) implements Predicate {

    @Override
    public boolean matches(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof Attempt attempt && answer.test(attempt);
    }
}

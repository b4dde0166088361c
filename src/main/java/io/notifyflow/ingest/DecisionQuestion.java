package io.notifyflow.ingest;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** A question to the decision that is the message's body. */
record DecisionQuestion(java.util.function.Predicate<Object> answer) implements Predicate {

    @Override
    public boolean matches(Exchange exchange) {
        return answer.test(exchange.getMessage().getBody());
    }
}

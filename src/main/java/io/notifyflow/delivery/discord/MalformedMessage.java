package io.notifyflow.delivery.discord;

import io.notifyflow.delivery.HttpAnswer;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.springframework.stereotype.Component;

/** Whether Discord may have refused a message for a part of it: what comes of nearly all calls is told by the status. */
@Component("discord.malformedMessage")
class MalformedMessage implements Predicate {

    private static final int BAD_REQUEST = 400;

    @Override
    public boolean matches(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof HttpAnswer answer && answer.status() == BAD_REQUEST;
    }
}

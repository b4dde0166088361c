package io.notifyflow.source.chat;

import io.notifyflow.event.InvalidRequest;
import io.notifyflow.source.ReceivedRequest;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** Answers a body that cannot be read as the service would for which its sender takes the hub. */
@Component("refuseMessage")
class RefuseMessage implements Processor {

    private static final int NO_JSON = 50_109;
    private static final int BAD_REQUEST = 400;

    @Override
    public void process(Exchange exchange) {
        var invalid = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, InvalidRequest.class);
        if (invalid.problem().status() != BAD_REQUEST) {
            throw invalid;
        }
        ReceivedRequest request = exchange.getVariable("request", ReceivedRequest.class);
        boolean slack = request.source().type().equals(ChatAnswers.SLACK)
                || ChatAnswers.SLACK.equals(exchange.getVariable("format", String.class));
        throw slack
                ? ChatAnswers.slackRefuses("invalid_payload")
                : ChatAnswers.discordRefuses("The request body contains invalid JSON.", NO_JSON);
    }
}

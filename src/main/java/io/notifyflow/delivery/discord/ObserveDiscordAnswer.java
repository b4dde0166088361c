package io.notifyflow.delivery.discord;

import io.notifyflow.delivery.HttpAnswer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** Keeps what an answer says of the limits of who called. */
@Component("observeDiscordAnswer")
class ObserveDiscordAnswer implements Processor {

    private final DiscordSenders senders;

    ObserveDiscordAnswer(DiscordSenders senders) {
        this.senders = senders;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        var request = exchange.getVariable(WriteDiscordCall.REQUEST, DiscordRequest.class);
        var answer = exchange.getMessage().getMandatoryBody(HttpAnswer.class);
        exchange.getMessage().setBody(senders.observe(request, answer));
    }
}

package io.notifyflow.source.heartbeat;

import io.notifyflow.account.Account;
import io.notifyflow.source.Poll;
import io.notifyflow.source.heartbeat.Heartbeats.Found;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** A poll's source in; out what is to be told of its heartbeat, as JSON. */
@Component("lookAtHeartbeat")
class LookAtHeartbeat implements Processor {

    private final Heartbeats heartbeats;

    LookAtHeartbeat(Heartbeats heartbeats) {
        this.heartbeats = heartbeats;
    }

    @Override
    public void process(Exchange exchange) {
        Found found = heartbeats.look(
                exchange.getVariable("poll", Poll.class), exchange.getVariable("account", Account.class));
        exchange.getMessage().setBody(found.news());
        exchange.setVariable("cursor", found.cursor());
        exchange.setVariable("next", found.next());
    }
}

package io.notifyflow.source;

import io.notifyflow.account.Accounts;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** A poll in; out an empty body, with the variables {@code poll}, {@code account} and {@code request}. */
@Component("openPoll")
class OpenPoll implements Processor {

    private final Accounts accounts;
    private final SourceTypes types;

    OpenPoll(Accounts accounts, SourceTypes types) {
        this.accounts = accounts;
        this.types = types;
    }

    @Override
    public void process(Exchange exchange) {
        Poll poll = exchange.getMessage().getBody(Poll.class);
        exchange.setVariable("poll", poll);
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(null);
        Source source = poll.source();
        exchange.setVariable("request", new ReceivedRequest(source, Map.of(), Map.of(), new byte[0]));
        exchange.setVariable("cursor", poll.cursor());
        exchange.setVariable("next", poll.period());
        exchange.setVariable(
                "account",
                accounts.byId(source.accountId()).orElseThrow(() -> new PollFailed("Its account cannot be found")));
        types.require(source.type());
    }
}

package io.notifyflow.source.feed;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.springframework.stereotype.Component;

/** Whether there is a feed to ask for: at first, and after each redirect. */
@Component("asksFeed")
class AsksFeed implements Predicate {

    @Override
    public boolean matches(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof FeedRequest;
    }
}

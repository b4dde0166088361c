package io.notifyflow.source.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.account.AddressGuard;
import io.notifyflow.source.Poll;
import io.notifyflow.source.PollFailed;
import java.net.URI;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** A poll's source in, the request for its feed out. */
@Component("askFeed")
class AskFeed implements Processor {

    private static final int REDIRECTS = 3;

    private final AddressGuard addresses;

    AskFeed(AddressGuard addresses) {
        this.addresses = addresses;
    }

    @Override
    public void process(Exchange exchange) {
        Poll poll = exchange.getVariable("poll", Poll.class);
        JsonNode cursor = poll.cursor();
        exchange.getMessage()
                .setBody(new FeedRequest(
                        uri(poll.source().settings().path("url").asText()),
                        text(cursor, "etag"),
                        text(cursor, "lastModified"),
                        REDIRECTS));
    }

    /** What the operator allows may have changed since it was entered. */
    private URI uri(String text) {
        try {
            return addresses.http(text);
        } catch (IllegalArgumentException wrong) {
            throw new PollFailed("Its address " + wrong.getMessage(), wrong);
        }
    }

    private static @Nullable String text(JsonNode cursor, String name) {
        String text = cursor.path(name).asText();
        return text.isEmpty() ? null : text;
    }
}

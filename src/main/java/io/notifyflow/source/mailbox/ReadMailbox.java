package io.notifyflow.source.mailbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.source.Poll;
import io.notifyflow.source.mailbox.Mailbox.Look;
import io.notifyflow.source.mailbox.Mailbox.Place;
import java.time.Instant;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** A poll's source in, its new mails as JSON out. */
@Component("readMailbox")
class ReadMailbox implements Processor {

    private final Mailbox mailbox;
    private final ObjectMapper json;

    ReadMailbox(Mailbox mailbox, ObjectMapper json) {
        this.mailbox = mailbox;
        this.json = json;
    }

    @Override
    public void process(Exchange exchange) {
        Poll poll = exchange.getVariable("poll", Poll.class);
        Look look = mailbox.look(
                MailboxSettings.of(poll.source().settings()),
                Objects.requireNonNullElse(poll.source().secret(), ""),
                place(poll.cursor()),
                poll.now());
        exchange.getMessage().setBody(json.valueToTree(look.mails()));
        exchange.setVariable("cursor", cursor(look.place()));
        exchange.setVariable("unreadable", look.unreadable());
    }

    private static @Nullable Place place(JsonNode cursor) {
        return cursor.has("uid")
                ? new Place(
                        cursor.path("validity").asLong(),
                        cursor.path("uid").asLong(),
                        Instant.parse(cursor.path("at").asText()))
                : null;
    }

    private ObjectNode cursor(Place place) {
        return json.createObjectNode()
                .put("validity", place.validity())
                .put("uid", place.uid())
                .put("at", place.at().toString());
    }
}

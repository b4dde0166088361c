package io.notifyflow.source.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The steps of a route that reads a topic. */
@Component("kafkaRecords")
class KafkaRecords {

    /**
     * A record's value.
     *
     * @param value null for a tombstone, which says that something is gone
     * @throws Unreadable if it is not JSON
     */
    public JsonNode read(byte @Nullable [] value) throws IOException {
        if (value == null) {
            throw new Unreadable("It has no value");
        }
        return FetchedEvents.read(value);
    }

    /**
     * The events of a record; each is known by where the record stands, unless the mapping says otherwise.
     *
     * @param place     of the record, such as {@code orders/0/17}
     * @param timestamp of the record: a topic that is made anew counts from zero again
     */
    public List<ObjectNode> events(String route, String place, long timestamp, JsonNode made) {
        return FetchedEvents.events(route, made, place + "/" + timestamp);
    }
}

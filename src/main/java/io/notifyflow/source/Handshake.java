package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** What a sender asks at an address before it sends events there. */
public interface Handshake {

    /**
     * The answer, if the request is such a question. The signature of the request has been checked.
     *
     * @return an {@link io.notifyflow.event.Reply}, or what the route {@code handshake.answer} has to do first; null for
     *         any other request
     */
    @Nullable
    Object answer(ReceivedRequest request, JsonNode body);
}

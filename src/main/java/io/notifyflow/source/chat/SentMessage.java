package io.notifyflow.source.chat;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A message that was posted as to a chat service: the variable {@code chat}.
 *
 * @param service {@code slack} or {@code discord}, whose answers its sender expects
 * @param payload as it was sent
 * @param isWaitedFor whether a sender of Discord's asked for the message
 */
record SentMessage(String service, JsonNode payload, boolean isWaitedFor) {

    @Override
    public String toString() {
        return "SentMessage[" + service + "]";
    }
}

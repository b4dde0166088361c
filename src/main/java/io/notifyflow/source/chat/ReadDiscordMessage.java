package io.notifyflow.source.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.source.ReceivedRequest;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** A body as JSON in; out title, text, link, time and fields of the message in it. */
@Component("readDiscordMessage")
class ReadDiscordMessage implements Processor {

    private static final int EMPTY = 50_006;
    private static final int INVALID = 50_035;
    private static final int NO_JSON = 50_109;

    /**
     * @throws io.notifyflow.source.AnsweredWithoutEvent with Discord's answer, if it is no message
     */
    @Override
    public void process(Exchange exchange) {
        JsonNode message = PostedMessage.in(exchange.getMessage().getBody(JsonNode.class), "payload_json");
        if (message.isMissingNode()) {
            throw ChatAnswers.discordRefuses("The request body contains invalid JSON.", NO_JSON);
        }
        require(message, "content", message.path("content").isTextual());
        require(message, "embeds", message.path("embeds").isArray());
        ChatEvent event = DiscordMessage.read(message);
        if (event.isEmpty()) {
            throw ChatAnswers.discordRefuses("Cannot send an empty message", EMPTY);
        }
        Map<String, String> query =
                exchange.getVariable("request", ReceivedRequest.class).query();
        exchange.setVariable(
                "chat", new SentMessage(ChatAnswers.DISCORD, message, "true".equalsIgnoreCase(query.get("wait"))));
        exchange.getMessage().setBody(event.json());
    }

    private static void require(JsonNode message, String member, boolean valid) {
        if (message.hasNonNull(member) && !valid) {
            throw ChatAnswers.discordRefuses("Invalid Form Body: " + member + " has the wrong type", INVALID);
        }
    }
}

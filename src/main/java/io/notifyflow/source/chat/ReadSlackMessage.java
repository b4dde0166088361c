package io.notifyflow.source.chat;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** A body as JSON in; out title, text, link, time and fields of the message in it. */
@Component("readSlackMessage")
class ReadSlackMessage implements Processor {

    /**
     * @throws io.notifyflow.source.AnsweredWithoutEvent with Slack's answer, if it is no message
     */
    @Override
    public void process(Exchange exchange) {
        JsonNode message = PostedMessage.in(exchange.getMessage().getBody(JsonNode.class), "payload");
        if (message.isMissingNode()) {
            throw ChatAnswers.slackRefuses("invalid_payload");
        }
        ChatEvent event = SlackMessage.read(message);
        if (event.isEmpty()) {
            throw ChatAnswers.slackRefuses("no_text");
        }
        exchange.setVariable("chat", new SentMessage(ChatAnswers.SLACK, message, false));
        exchange.getMessage().setBody(event.json());
    }
}

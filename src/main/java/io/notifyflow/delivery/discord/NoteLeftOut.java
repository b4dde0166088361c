package io.notifyflow.delivery.discord;

import io.notifyflow.delivery.HttpAnswer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** Says with the answer to a corrected message what was left out of it. */
@Component("noteLeftOut")
class NoteLeftOut implements Processor {

    @Override
    public void process(Exchange exchange) throws Exception {
        var answer = exchange.getMessage().getMandatoryBody(HttpAnswer.class);
        exchange.getMessage().setBody(answer.withNote(exchange.getVariable(CorrectMessage.LEFT_OUT, String.class)));
    }
}

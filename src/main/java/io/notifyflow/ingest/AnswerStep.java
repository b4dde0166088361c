package io.notifyflow.ingest;

import io.notifyflow.event.Decision;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** Decision in, Reply out. */
@Component("answer")
class AnswerStep implements Processor {

    private final Answers answers;

    AnswerStep(Answers answers) {
        this.answers = answers;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        message.setBody(answers.of(message.getMandatoryBody(Decision.class)));
    }
}

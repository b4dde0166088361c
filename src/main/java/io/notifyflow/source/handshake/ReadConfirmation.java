package io.notifyflow.source.handshake;

import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Amazon's answer, or what kept it away, in; out the {@link Reply} to the sender, which asks again after a failure. */
@Component("readConfirmation")
class ReadConfirmation implements Processor {

    private static final Logger log = LoggerFactory.getLogger(ReadConfirmation.class);

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        SnsConfirmation confirmation = exchange.getVariable(WriteConfirmation.CONFIRMATION, SnsConfirmation.class);
        Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        message.removeHeaders("*");
        exchange.removeVariable(WriteConfirmation.CONFIRMATION);
        if (status != null && status >= 200 && status < 300) {
            log.info("The subscription to {} is confirmed", confirmation.topic());
            message.setBody(Reply.of(200, Map.of("status", "confirmed", "topic", confirmation.topic())));
            return;
        }
        String why = status == null ? "Amazon SNS cannot be reached" : "Amazon SNS answers with HTTP " + status;
        log.warn("The subscription to {} is not confirmed: {}", confirmation.topic(), why);
        message.setBody(Reply.of(Problem.of(
                "subscription-not-confirmed",
                "The subscription is not confirmed",
                502,
                why + ". Have Amazon SNS ask again, or confirm the subscription in its console")));
    }
}

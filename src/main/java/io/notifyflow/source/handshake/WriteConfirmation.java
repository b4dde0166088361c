package io.notifyflow.source.handshake;

import java.util.HashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** Turns a confirmation into camel-http's message. No header of the exchange goes out but the ones set here. */
@Component("writeConfirmation")
class WriteConfirmation implements Processor {

    static final String CONFIRMATION = "confirmation";
    private static final String USER_AGENT = "NotifyFlow/0.1 (+https://github.com/notifyflow/notifyflow)";

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        SnsConfirmation confirmation = message.getMandatoryBody(SnsConfirmation.class);
        exchange.setVariable(CONFIRMATION, confirmation);
        var headers = new HashMap<String, Object>();
        headers.put(Exchange.HTTP_URI, confirmation.address().toString());
        headers.put("User-Agent", USER_AGENT);
        message.setHeaders(headers);
        message.setBody(null);
    }
}

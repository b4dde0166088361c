package io.notifyflow.delivery.outbound;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** Turns a request into camel-http's message. No header of the exchange goes out but the ones set here. */
@Component("writeOutboundCall")
class WriteOutboundCall implements Processor {

    private static final String USER_AGENT = "NotifyFlow/0.1 (+https://github.com/notifyflow/notifyflow)";

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        OutboundRequest request = message.getMandatoryBody(OutboundRequest.class);
        var headers = new HashMap<String, Object>(request.headers());
        headers.put(Exchange.HTTP_URI, request.uri().toString());
        headers.put(Exchange.CONTENT_TYPE, "application/json");
        headers.put("User-Agent", USER_AGENT);
        message.setHeaders(headers);
        // Bytes: what was signed is what is sent.
        message.setBody(request.body().getBytes(StandardCharsets.UTF_8));
    }
}

package io.notifyflow.delivery.discord;

import java.util.HashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** Turns a request into camel-http's message. No header of the exchange goes out but the ones set here. */
@Component("writeDiscordCall")
class WriteDiscordCall implements Processor {

    static final String REQUEST = "request";
    private static final String USER_AGENT = "DiscordBot (https://github.com/notifyflow/notifyflow, 0.1)";

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        DiscordRequest request = message.getMandatoryBody(DiscordRequest.class);
        exchange.setVariable(REQUEST, request);
        var headers = new HashMap<String, Object>();
        headers.put(Exchange.HTTP_URI, request.uri());
        headers.put(Exchange.CONTENT_TYPE, "application/json");
        headers.put("User-Agent", USER_AGENT);
        if (request.authorization() != null) {
            headers.put("Authorization", request.authorization());
        }
        message.setHeaders(headers);
        message.setBody(request.body());
    }
}

package io.notifyflow.source.feed;

import java.util.HashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** Turns the request for a feed into camel-http's message. No header of the exchange goes out but the ones set here. */
@Component("writeFeedCall")
class WriteFeedCall implements Processor {

    static final String REQUEST = "feedRequest";
    private static final String USER_AGENT = "NotifyFlow/0.1 (+https://github.com/notifyflow/notifyflow)";
    private static final String ACCEPTED =
            "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1";

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        FeedRequest request = message.getMandatoryBody(FeedRequest.class);
        exchange.setVariable(REQUEST, request);
        var headers = new HashMap<String, Object>();
        headers.put(Exchange.HTTP_URI, request.uri().toString());
        headers.put("User-Agent", USER_AGENT);
        headers.put("Accept", ACCEPTED);
        if (request.etag() != null) {
            headers.put("If-None-Match", request.etag());
        }
        if (request.lastModified() != null) {
            headers.put("If-Modified-Since", request.lastModified());
        }
        message.setHeaders(headers);
        message.setBody(null);
    }
}

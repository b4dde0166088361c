package io.notifyflow.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import java.nio.ByteBuffer;
import java.util.HashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** Writes a {@link Reply} as the response; nothing of the request's headers goes back. */
@Component("writeReply")
class ReplyWriter implements Processor {

    private final ObjectWriter json;
    private final ProblemCounter counted;

    ReplyWriter(ObjectMapper json, ProblemCounter counted) {
        this.json = json.writer();
        this.counted = counted;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        Reply reply = message.getMandatoryBody(Reply.class);
        if (reply.body() instanceof Problem problem) {
            counted.count(problem);
        }
        var headers = new HashMap<String, Object>(reply.headers());
        headers.put(Exchange.HTTP_RESPONSE_CODE, reply.status());
        headers.put(Exchange.CONTENT_TYPE, reply.body() instanceof Problem ? Problem.MEDIA_TYPE : "application/json");
        message.setHeaders(headers);
        // A ByteBuffer is the one body that the engine sends with a Content-Length and without another thread.
        message.setBody(ByteBuffer.wrap(json.writeValueAsBytes(reply.body())));
    }
}

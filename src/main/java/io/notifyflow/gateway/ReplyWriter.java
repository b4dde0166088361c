package io.notifyflow.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import io.notifyflow.event.Streamed;
import io.notifyflow.event.TextBody;
import io.notifyflow.gateway.engine.Answer;
import io.notifyflow.gateway.engine.ProblemCounter;
import java.nio.charset.StandardCharsets;
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
        if (reply.body() instanceof Streamed streamed) {
            message.removeHeaders("*");
            reply.headers().forEach(message::setHeader);
            message.setHeader(Exchange.CONTENT_TYPE, streamed.mediaType());
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, reply.status());
            message.setBody(streamed.content());
            return;
        }
        if (reply.body() instanceof TextBody text) {
            message.setBody(new Answer(
                    reply.status(),
                    TextBody.MEDIA_TYPE,
                    reply.headers(),
                    text.text().getBytes(StandardCharsets.UTF_8)));
            return;
        }
        if (reply.body() instanceof Problem problem) {
            counted.count(problem);
        }
        boolean problem = reply.body() instanceof Problem;
        message.setBody(new Answer(
                reply.status(),
                problem ? Problem.MEDIA_TYPE : "application/json",
                reply.headers(),
                json.writeValueAsBytes(reply.body())));
    }
}

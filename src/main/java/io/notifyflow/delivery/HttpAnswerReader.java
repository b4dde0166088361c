package io.notifyflow.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** Turns camel-http's message into a typed answer, and leaves none of its headers behind. */
@Component("readHttpAnswer")
class HttpAnswerReader implements Processor {

    private static final int LONGEST_BODY = 64 * 1024;

    @Override
    public void process(Exchange exchange) throws IOException {
        Message message = exchange.getMessage();
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        Map<String, String> headers = new HashMap<>();
        message.getHeaders().forEach((name, value) -> {
            if (value != null && !name.startsWith("Camel")) {
                headers.put(name.toLowerCase(Locale.ROOT), value.toString());
            }
        });
        String body = body(message);
        message.removeHeaders("*");
        message.setBody(new HttpAnswer(status, headers, body));
    }

    private static String body(Message message) throws IOException {
        InputStream stream = message.getBody(InputStream.class);
        return stream == null ? "" : new String(stream.readNBytes(LONGEST_BODY), StandardCharsets.UTF_8);
    }
}

package io.notifyflow.gateway.engine;

import io.notifyflow.event.SentAnswer;
import java.util.Map;

/**
 * A whole response, ready to be sent: the body of a message that needs no headers of the message beside it.
 *
 * @param headers beside Content-Type and Content-Length
 */
public record Answer(int status, String contentType, Map<String, String> headers, byte[] content)
        implements SentAnswer {

    @Override
    public String toString() {
        return "Answer[" + status + "]";
    }
}
